// Starts the server beside itself and measures it. The same file runs on native Node and in a sandbox, so client and
// server are two processes in both. Prints `listening` when the first server listens, then one line of JSON.
const { spawn } = require('node:child_process');
const path = require('node:path');
const WebSocket = require('ws');

const plan = JSON.parse(process.argv[2]);
const port = Number(process.env.PORT);

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));
const pass = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

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

/** Spawn to listening, ms, again and again. @param pause ms between the end of one server and the start of the next */
async function starts(count, pause) {
  const times = [];
  for (let n = 0; n < count; n++) {
    await pass(pause);
    const server = await start();
    times.push(server.ms);
    await stop(server);
  }
  return times;
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
  await pass(ms / 4);
  const [from, began] = [trips, performance.now()];
  await pass(ms);
  const rate = ((trips - from) / (performance.now() - began)) * 1000;
  running = false;
  await Promise.all(done);
  await disconnect(sockets);
  return rate;
}

/** Times from send to each arrival, ms: every member's of every round. */
async function broadcast(sockets, rounds) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const arrivals = sockets.map((socket) => once(socket, 'message').then(() => performance.now()));
    const began = performance.now();
    sockets[0].send(JSON.stringify({ all: round, pad: 'x'.repeat(180) }));
    for (const at of await Promise.all(arrivals)) times.push(at - began);
  }
  times.sort((a, b) => a - b);
  const quantile = (q) => times[Math.min(times.length - 1, Math.floor(q * times.length))];
  return { p50: quantile(0.5), p99: quantile(0.99) };
}

async function broadcastTo(count, rounds) {
  const sockets = await connect(count);
  const times = await broadcast(sockets, rounds);
  await disconnect(sockets);
  return times;
}

/** Says how many connections stand, and what the server can tell of its memory, and waits to be told to go on. */
async function hold(sockets) {
  const answer = once(sockets[0], 'message');
  sockets[0].send('memory');
  const bytes = JSON.parse(await answer);
  process.stdout.write(`${JSON.stringify({ held: sockets.length, bytes })}\n`);
  await once(process.stdin, 'data');
}

/** A few connections, and then a crowd: its memory is the difference. */
async function crowd(few, count, rounds) {
  const sockets = await connect(few);
  await hold(sockets);
  const began = performance.now();
  sockets.push(...(await connect(count - few)));
  const connectMs = performance.now() - began;
  const times = await broadcast(sockets, rounds);
  await hold(sockets);
  await disconnect(sockets);
  return { connectMs, ...times };
}

(async () => {
  const server = await start();
  process.stdout.write('listening\n');
  const result = {};
  if (plan.echo) {
    result.echo1 = await echo(1, plan.echo.ms);
    result.echo50 = await echo(50, plan.echo.ms);
  }
  if (plan.broadcast) result.broadcast = await broadcastTo(plan.broadcast.members, plan.broadcast.rounds);
  if (plan.crowd) result.crowd = await crowd(plan.crowd.few, plan.crowd.members, plan.crowd.rounds);
  await stop(server);
  if (plan.starts) {
    // A person leaves time for the next worker to boot ahead; the grader does not.
    result.run = await starts(plan.starts.count, plan.starts.pause);
    result.restart = await starts(plan.starts.count, 0);
  }
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
})();
