// Starts the server beside itself and measures it. The same file runs on native Node and in a sandbox, so client and
// server are two processes in both. Prints one line of JSON.
const { spawn } = require('node:child_process');
const path = require('node:path');
const WebSocket = require('ws');

const plan = JSON.parse(process.argv[2]);
const port = Number(process.env.PORT);

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

async function start() {
  const began = performance.now();
  const child = spawn(process.execPath, [path.join(__dirname, 'server.cjs')], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const ms = performance.now() - began;
  return { ms, child };
}

async function stop({ child }) {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function connect(count) {
  const sockets = [];
  // In parts: a listening socket's backlog is short.
  for (let from = 0; from < count; from += 100) {
    const part = Array.from(
      { length: Math.min(100, count - from) },
      () => new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false }),
    );
    await Promise.all(part.map((socket) => once(socket, 'open')));
    sockets.push(...part);
  }
  return sockets;
}

async function disconnect(sockets) {
  await Promise.all(
    sockets.map((socket) => {
      const closed = once(socket, 'close');
      socket.terminate();
      return closed;
    }),
  );
}

/** Round trips a second over all connections, one message under way on each. */
async function echo(count, ms) {
  const sockets = await connect(count);
  const message = 'x'.repeat(32);
  let trips = 0;
  let running = true;
  const done = sockets.map(
    (socket) =>
      new Promise((resolve) => {
        socket.on('message', () => {
          trips++;
          if (running) socket.send(message);
          else resolve();
        });
        socket.send(message);
      }),
  );
  await new Promise((resolve) => setTimeout(resolve, ms / 4));
  const [from, began] = [trips, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, ms));
  const rate = ((trips - from) / (performance.now() - began)) * 1000;
  running = false;
  await Promise.all(done);
  await disconnect(sockets);
  return rate;
}

/** Times from send to each arrival, ms: every member's of every round. */
async function broadcast(count, rounds) {
  const sockets = await connect(count);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const arrivals = sockets.map((socket) => once(socket, 'message').then(() => performance.now()));
    const began = performance.now();
    sockets[0].send(JSON.stringify({ all: round, pad: 'x'.repeat(180) }));
    for (const at of await Promise.all(arrivals)) times.push(at - began);
  }
  await disconnect(sockets);
  times.sort((a, b) => a - b);
  const quantile = (q) => times[Math.min(times.length - 1, Math.floor(q * times.length))];
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

(async () => {
  const boots = [];
  for (let n = 0; n < plan.boots; n++) {
    const server = await start();
    boots.push(server.ms);
    await stop(server);
  }
  const server = await start();
  const result = {
    boots,
    echo1: await echo(1, plan.echoMs),
    echo50: await echo(50, plan.echoMs),
    broadcast: await broadcast(plan.members, plan.rounds),
  };
  await stop(server);
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
})();
