/**
 * Stands between a given module (`auth.js`, `store.js`, …) and whoever runs your server. In a check the grader decides
 * when each operation ends, and so meets your code in every order; anywhere else an operation takes a few milliseconds.
 * When you run your server on this page, the wire shows each operation.
 * There is nothing here for your server to use.
 */
import net from 'node:net';

/** How long an operation takes where nobody holds it, ms. */
const DELAY_MS = 5;

const port = Number(process.env.DUPLEX_GATE);
delete process.env.DUPLEX_GATE;

/** Operations that have not ended, by number. */
const waiting = new Map();
const receivers = new Map();
let count = 0;
const grader = port ? connect(port) : undefined;

/**
 * The same operations, each of them asynchronous. An operation runs when it is let go, not when it is called; what it is
 * given and what it gives are copies.
 * @template {Record<string, (...args: any[]) => any>} Operations
 * @param {string} name of the module: `auth`
 * @param {Operations} operations
 * @returns {{ [Name in keyof Operations]: (...args: Parameters<Operations[Name]>) => Promise<Awaited<ReturnType<Operations[Name]>>> }}
 */
export function gated(name, operations) {
  const entries = Object.entries(operations).map(([operation, run]) => [
    operation,
    async (...given) => {
      const args = structuredClone(given);
      const work = async () => structuredClone(await run(...args));
      if (!grader) return new Promise((resolve) => setTimeout(resolve, DELAY_MS)).then(work);
      return ask(name, operation, args, work);
    },
  ]);
  return Object.fromEntries(entries);
}

/**
 * Calls `receive` with what the grader lets the outside world send to the module.
 * @param {string} name of the module: `bus`
 * @param {(...args: any[]) => void} receive
 */
export function receiving(name, receive) {
  receivers.set(name, receive);
}

function ask(gate, operation, args, work) {
  return new Promise((resolve, reject) => {
    const id = ++count;
    // Who waits for an answer stays alive, as with any database.
    if (waiting.size === 0) grader.ref();
    waiting.set(id, { resolve, reject, work });
    send({ id, gate, operation, arguments: args });
  });
}

function answered({ id, act, value, error }) {
  const { resolve, reject, work } = waiting.get(id) ?? {};
  if (!work) return;
  waiting.delete(id);
  if (waiting.size === 0) grader.unref();
  if (act === 'return') return resolve(value);
  if (act === 'throw') return reject(Object.assign(new Error(error.message), error.code && { code: error.code }));
  const done = work();
  resolve(done);
  done.then(
    (returned) => send({ id, ended: 'returned', value: returned }),
    (thrown) => send({ id, ended: 'threw', message: String(thrown?.message ?? thrown) }),
  );
}

function send(message) {
  grader.write(`${JSON.stringify(message)}\n`);
}

function connect(port) {
  const socket = net.connect({ port, host: '127.0.0.1' });
  let partial = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (text) => {
    const lines = (partial + text).split('\n');
    partial = lines.pop();
    for (const line of lines) {
      const message = JSON.parse(line);
      if (message.act === 'receive') receivers.get(message.gate)?.(...message.arguments);
      else answered(message);
    }
  });
  return socket.unref();
}
