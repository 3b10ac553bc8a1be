/** Submissions for the engine's own tests. */

/** Passes every check of echo-grader.ts. */
export const echo = `
import http from 'node:http';
import { WebSocketServer } from 'ws';
const server = http.createServer((request, response) => {
  response.writeHead(request.url === '/health' ? 200 : 404).end();
});
const wss = new WebSocketServer({ server });
wss.on('connection', (socket) => {
  socket.isAlive = true;
  socket.on('error', () => {});
  socket.on('pong', () => { socket.isAlive = true; });
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
setInterval(() => {
  for (const socket of wss.clients) {
    if (!socket.isAlive) { socket.terminate(); continue; }
    socket.isAlive = false;
    socket.ping();
  }
}, 30_000);
server.listen(process.env.PORT);
`;

/** `echo` with one piece of its text replaced. */
export function echoWith(search: string, replacement: string): string {
  if (!echo.includes(search)) throw new Error(`The echo server has no "${search}".`);
  return echo.replace(search, replacement);
}

/** Tells everybody of everything, some of it later, in an order that depends on the order of arrival. */
export const gossip = `
import http from 'node:http';
import { readFile } from 'node:fs/promises';
import { gzip } from 'node:zlib';
import { WebSocketServer } from 'ws';
const server = http.createServer((request, response) => {
  gzip('x'.repeat(50_000), (error, bytes) => response.end(String(bytes.length)));
});
const wss = new WebSocketServer({ server });
let count = 0;
const tell = (text) => { for (const socket of wss.clients) socket.send(++count + ' ' + text); };
wss.on('connection', (socket) => {
  const id = ++count;
  socket.on('error', () => {});
  socket.on('pong', () => {});
  socket.on('close', (code) => tell(id + ' left ' + code));
  socket.on('message', async (data) => {
    tell(id + ' says ' + data);
    setTimeout(tell, Math.random() * 50, id + ' said ' + data);
    setImmediate(tell, id + ' soon');
    await readFile(new URL(import.meta.url));
    tell(id + ' has read');
  });
});
setInterval(() => { for (const socket of wss.clients) socket.ping(); }, 30_000);
setInterval(() => tell('tick at ' + Date.now() + ' ' + performance.now()), 45_000);
server.listen(process.env.PORT);
`;

/** Does what world-grader.ts asks for. */
export const world = `
import crypto from 'node:crypto';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import { hrtime } from 'node:process';
import { setTimeout as promised, setInterval as promisedInterval, scheduler } from 'node:timers/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { WebSocketServer } from 'ws';
const { setTimeout: required } = createRequire(import.meta.url)('node:timers');
const me = new URL(import.meta.url);
const port = process.env.PORT;
const later = (start) => new Promise((resolve) => start(resolve));

const server = http.createServer((request, response) => request.resume().on('end', () => response.end('leaf')));
const wss = new WebSocketServer({ server });
const tell = (value) => { for (const socket of wss.clients) if (socket.path === '/') socket.send(JSON.stringify(value)); };

let turn = [];
function takeTurn(name) {
  turn.push(name);
  if (turn.length === 1) setImmediate(() => { tell('turn of ' + turn.join(' ')); turn = []; });
}

wss.on('connection', (socket, request) => {
  socket.path = request.url;
  const name = request.url.slice(1);
  const seen = [];
  request.socket.on('error', (error) => seen.push(error.code));
  request.socket.on('end', () => seen.push('end'));
  socket.on('close', (code, reason) => tell(name + ': ' + [...seen, 'close ' + (code + ' ' + reason).trim()].join(', ')));
  socket.on('message', async (data) => {
    const text = String(data);
    if (name) takeTurn(name);
    else if (text === 'start') startTimers();
    else if (text === 'report') tell(report());
    else { await jobs[text]().catch(supported); tell(text + ' done'); }
  });
});

// What a sandbox does not have starts no job that would have to be waited for.
const supported = (error) => { if (error.code !== 'ERR_SANDBOX_UNSUPPORTED') throw error; };
const fired = [];
let began;
let before;
const note = (name) => () => fired.push(name + ' ' + (Date.now() - began));
const readings = () => ({
  date: Date.now(), newDate: +new Date(), performance: performance.now(), hrtime: hrtime()[0], bigint: Number(process.hrtime.bigint() / 1000000n),
  uptime: process.uptime(), temporal: globalThis.Temporal.Now.instant().epochMilliseconds,
  timeOrigin: performance.timeOrigin, mark: performance.mark('now').startTime, measure: performance.measure('so far').duration,
  intl: Date.parse(intl.format() + 'Z'), parts: Date.parse(intl.formatToParts().map(({ value }) => value).join('') + 'Z'),
});
const intl = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' });
function startTimers() {
  began = Date.now();
  before = readings();
  setTimeout(() => { note('setTimeout')(); setTimeout(note('nested'), 5); }, 5);
  promised(6).then(note('timers/promises'));
  required(note('first of two'), 10);
  setTimeout(note('second of two'), 10);
  let count = 0;
  const interval = setInterval(() => { note('clearInterval')(); if (++count === 2) clearInterval(interval); }, 20);
  AbortSignal.timeout(50).onabort = note('AbortSignal.timeout');
  scheduler.wait(60).then(note('scheduler.wait'));
  const refreshed = setTimeout(note('refresh'), 100);
  setTimeout(() => refreshed.refresh(), 30);
  setTimeout(note('unref'), 140).unref();
  promisify(setTimeout)(150).then(note('promisify'));
  (async () => { for await (const _ of promisedInterval(200)) { note('interval of promises')(); break; } })();
  const idle = net.connect(port, '127.0.0.1', () => idle.setTimeout(1000, () => { note('socket.setTimeout')(); idle.destroy(); }));
  clearTimeout(setTimeout(note('never'), 70));
  clearTimeout(Number(setTimeout(note('never'), 80)));
  setTimeout(note('late'), 2500);
  tell('started');
}
function report() {
  const after = readings();
  return { fired, elapsed: Object.fromEntries(Object.keys(after).map((key) => [key, after[key] - before[key]])) };
}

const jobs = {
  nothing: async () => {},
  microtasks: async () => { for (let i = 0; i < 500; i++) await null; },
  immediates: async () => { for (let i = 0; i < 200; i++) await later(setImmediate); },
  readFile: () => later((done) => fs.readFile(me, done)),
  fileChain: async () => { for (let i = 0; i < 10; i++) { await fs.promises.stat(me); await fs.promises.readFile(me); } },
  readStream: () => later((done) => fs.createReadStream(me).resume().on('close', done)),
  gzip: () => later((done) => zlib.gzip(Buffer.alloc(3e6), done)),
  brotli: () => later((done) => zlib.brotliCompress(Buffer.alloc(1e5), done)),
  scrypt: () => later((done) => crypto.scrypt('a', 'b', 16, done)),
  subtle: () => crypto.subtle.digest('SHA-256', new Uint8Array(5e6)),
  randomBytes: () => later((done) => crypto.randomBytes(16, done)),
  generateKeyPair: () => later((done) => crypto.generateKeyPair('ec', { namedCurve: 'P-256' }, done)),
  lookup: () => later((done) => dns.lookup('localhost', done)),
  import: () => import('./nowhere.mjs?' + Math.random()).catch(() => {}),
  blob: () => new Blob(['x'.repeat(1e5)]).text(),
  compressionStream: () => new Response(new Blob(['abc'.repeat(1e4)]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
  selfFetch: async () => { for (let i = 0; i < 3; i++) await (await fetch('http://127.0.0.1:' + port + '/')).text(); },
};
server.listen(port);
`;

/** Sends as much as it is told, and tells what it sees of its client: for stall-grader.ts. */
export const producer = `
import http from 'node:http';
import { WebSocketServer } from 'ws';
let ws, raw, body;
const log = [];
const seen = {};
const watch = (name, stream) => {
  seen[name] = { drains: 0, done: 0 };
  stream.on('drain', () => { seen[name].drains++; });
  stream.on('error', (error) => log.push(name + ' ' + error.code));
  stream.on('close', () => log.push(name + ' close'));
  return stream;
};
const done = (name) => (error) => { if (error) log.push(name + ' write ' + (error.code ?? error.message)); else seen[name].done++; };
const actions = {
  '/ws'(size) {
    if (size > 0) ws.send(Buffer.alloc(size), done('ws'));
    return { buffered: ws.bufferedAmount, queued: ws._socket.writableLength };
  },
  '/raw'(size) {
    const more = raw.write(Buffer.alloc(size), done('raw'));
    return { more, queued: raw.writableLength, needDrain: raw.writableNeedDrain, written: raw.bytesWritten };
  },
  '/write'(size) {
    const more = body.write('x'.repeat(size), done('body'));
    return { more, queued: body.writableLength, socket: body.socket.writableLength, needDrain: body.writableNeedDrain };
  },
  '/terminate': () => ws.terminate(),
  '/destroy': () => void raw.destroy(),
  '/log': () => log,
};
const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://x');
  if (url.pathname === '/body') {
    body = watch('body', response);
    response.write('first');
    return;
  }
  const now = actions[url.pathname](Number(url.searchParams.get('size')));
  setImmediate(() => response.end(JSON.stringify([now ?? null, seen])));
});
const wss = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  if (request.url !== '/raw') return wss.handleUpgrade(request, socket, head, (client) => { ws = client; watch('ws', client); watch('wsSocket', client._socket); });
  raw = watch('raw', socket);
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: raw\\r\\n\\r\\n');
});
server.listen(process.env.PORT);
`;

/** An echo on `ws` for by-hand-grader.ts, with a heartbeat and a few mistakes on demand. */
export const hardEcho = `
import http from 'node:http';
import { WebSocketServer } from 'ws';
const server = http.createServer((request, response) => response.writeHead(426, { Upgrade: 'websocket' }).end());
const wss = new WebSocketServer({ noServer: true, maxPayload: 1 << 20 });
server.on('upgrade', (request, socket, head) => {
  if (request.url !== '/silent') wss.handleUpgrade(request, socket, head, greet);
});
const begun = Date.now();
function greet(socket) {
  const pongs = [];
  socket.isAlive = true;
  socket.on('error', () => {});
  socket.on('pong', () => { socket.isAlive = true; pongs.push(Date.now() - begun); });
  socket.on('message', (data, isBinary) => {
    if (String(data) === 'pongs') return socket.send(JSON.stringify(pongs));
    if (String(data) === 'leak') { console.log('leaking'); for (let n = 0; n < 11; n++) wss.on('leak', () => {}); }
    if (String(data) === 'timer') setTimeout(() => {}, 1e9);
    socket.send(data, { binary: isBinary });
  });
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
}
const clients = new Set();
setInterval(() => {
  for (const socket of clients) {
    if (!socket.isAlive) { socket.terminate(); continue; }
    socket.isAlive = false;
    socket.ping();
  }
}, Number(process.env.HEARTBEAT_MS ?? 30_000));
server.listen(process.env.PORT);
`;

/** The heartbeat of the README of `ws`, which logs its own virtual time: for proof-grader.ts. */
export const heartbeat = `
import { WebSocketServer } from 'ws';
const begun = Date.now();
const log = (...what) => console.log(Date.now() - begun, ...what);
const wss = new WebSocketServer({ port: process.env.PORT });
let last = 0;
wss.on('connection', (socket) => {
  const number = ++last;
  socket.number = number;
  socket.isAlive = true;
  log('open', number);
  socket.on('error', (error) => log('error', number, error.code));
  socket.on('pong', () => { socket.isAlive = true; log('pong', number); });
  socket.on('close', (code) => log('close', number, code));
});
setInterval(() => {
  for (const socket of wss.clients) {
    if (!socket.isAlive) { log('terminate', socket.number); socket.terminate(); continue; }
    socket.isAlive = false;
    socket.ping();
  }
}, 30_000);
log('random', Math.random());
`;

/** An asynchronous store with a sweep, fetches of itself, compression, files, crypto and late timers: for proof-grader.ts. */
export const busy = `
import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import http from 'node:http';
import { setTimeout as later } from 'node:timers/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { WebSocketServer } from 'ws';
const begun = Date.now();
const log = (...what) => console.log(Date.now() - begun, ...what);
const store = new Map();
const delays = [30, 5, 20, 10];
let calls = 0;
const latency = () => later(delays[calls++ % 4]);
const get = async (key) => { await latency(); return store.get(key); };
const put = async (key, value) => { await latency(); store.set(key, value); };
setInterval(() => {
  for (const [key, { expires }] of store) if (expires <= Date.now()) { store.delete(key); log('swept', key); }
}, 10_000);
const self = async (path) => (await fetch('http://127.0.0.1:' + process.env.PORT + path)).text();
const routes = {
  '/inner': async () => { await later(15); return 'inner ' + (await self('/leaf')); },
  '/leaf': async () => { await fs.readFile(new URL(import.meta.url)); return 'leaf'; },
  '/outer': async () => { const both = await Promise.all([self('/inner'), self('/inner')]); log('outer'); return both.join(); },
  '/work': async () => {
    const packed = await promisify(zlib.gzip)(crypto.randomBytes(200_000));
    await Promise.all([promisify(crypto.scrypt)('a', 'b', 16).then(() => log('scrypt')), fs.readFile(new URL(import.meta.url)).then(() => log('file'))]);
    await promisify(crypto.pbkdf2)('a', 'b', 1000, 16, 'sha1');
    for (let n = 0; n < 20; n++) await new Promise(setImmediate);
    log('work');
    return String(packed.length > 100_000);
  },
};
const server = http.createServer(async (request, response) => response.end(await routes[request.url]()));
const wss = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } });
let last = 0;
wss.on('connection', (socket) => {
  const id = ++last;
  socket.on('error', (error) => log(id, error.code));
  socket.on('close', (code) => { log(id, 'close', code); setTimeout(() => log(id, 'grace over'), 5000); });
  socket.on('message', async (data) => {
    const { key, value } = JSON.parse(data);
    log(id, 'put', key);
    const old = await get(key);
    await put(key, { value, expires: Date.now() + 25_000 });
    log(id, 'done', key, old?.value);
    for (const client of wss.clients) client.send(JSON.stringify({ key, value, old: old?.value, random: Math.random(), pad: 'x'.repeat(20_000) }));
  });
});
server.listen(process.env.PORT);
`;

/** Sends 10 KB to each client ten times a second and gives up on who is owed too much: for proof-grader.ts. */
export const feed = `
import { WebSocketServer } from 'ws';
const begun = Date.now();
const log = (...what) => console.log(Date.now() - begun, ...what);
const wss = new WebSocketServer({ port: process.env.PORT });
let last = 0;
wss.on('connection', (socket) => {
  const id = ++last;
  let sent = 0;
  socket.on('error', (error) => log(id, error.code));
  socket.on('close', (code) => log(id, 'close', code, sent));
  socket._socket.on('drain', () => log(id, 'drain'));
  socket.on('message', () => {
    const timer = setInterval(() => {
      socket.send('x'.repeat(10_000), () => {});
      if (++sent % 10 === 0) log(id, sent, socket.bufferedAmount, socket._socket.writableLength);
      if (socket.bufferedAmount <= 1e6 && sent < 200) return;
      clearInterval(timer);
      log(id, 'stop', sent, socket.bufferedAmount);
      if (socket.bufferedAmount > 1e6) socket.terminate();
    }, 100);
  });
});
`;

/** Socket.IO with its own times, 25 s and 20 s, which logs every packet: for proof-grader.ts. */
export const packets = `
import http from 'node:http';
import { Server } from 'socket.io';
const begun = Date.now();
const log = (...what) => console.log(Date.now() - begun, ...what);
const server = http.createServer();
const io = new Server(server);
let last = 0;
io.engine.on('connection', (connection) => {
  const id = ++last;
  connection.on('upgrade', ({ name }) => log(id, 'upgrade', name));
  connection.on('packet', ({ type }) => log(id, 'in', type));
  connection.on('packetCreate', ({ type }) => log(id, 'out', type));
  connection.on('close', (reason) => log(id, 'close', reason));
});
io.on('connection', (socket) => {
  socket.on('plus one', (value, answer) => answer(value + 1));
  socket.on('disconnect', (reason) => log('disconnect', reason));
});
server.listen(process.env.PORT);
`;

/** An echo that does the handshake and reads frames with no library: for by-hand-grader.ts. */
export const rawEcho = `
import crypto from 'node:crypto';
import http from 'node:http';
const server = http.createServer((request, response) => response.writeHead(426, { Upgrade: 'websocket' }).end());
const frame = (opcode, payload) => {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
};
server.on('upgrade', (request, socket, head) => {
  const accept = crypto.createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
  let bytes = head;
  let message = [];
  let kind = 0;
  const read = () => {
    if (bytes.length < 2) return false;
    const short = bytes[1] & 0x7f;
    const start = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < start + 4) return false;
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < start + 4 + length) return false;
    const mask = bytes.subarray(start, start + 4);
    const payload = Buffer.from(bytes.subarray(start + 4, start + 4 + length)).map((byte, at) => byte ^ mask[at & 3]);
    const [fin, opcode] = [bytes[0] & 0x80, bytes[0] & 0x0f];
    bytes = bytes.subarray(start + 4 + length);
    if (opcode === 9) socket.write(frame(10, payload));
    else if (opcode === 8) socket.end(frame(8, payload));
    else if (opcode < 3) {
      kind = opcode || kind;
      message.push(payload);
      if (fin) { socket.write(frame(kind, Buffer.concat(message))); message = []; }
    }
    return true;
  };
  const readAll = () => { while (read()); };
  socket.on('data', (more) => { bytes = Buffer.concat([bytes, more]); readAll(); });
  socket.on('error', () => {});
  readAll();
});
server.listen(process.env.PORT);
`;
