/** Submissions for the checks of this folder. */

/** The given module of the gates' servers. */
export const store = `
  import { gated, receiving } from './gate.js';
  const seats = new Map();
  const seatOf = (seat) => seats.get(seat) ?? { owner: null, version: 0 };
  let tell = () => {};
  export const onNews = (listener) => { tell = listener; };
  receiving('store', (...news) => tell(news.join(' ')));
  export const { get, putIf, log } = gated('store', {
    get: seatOf,
    putIf(seat, version, owner) {
      if (seatOf(seat).version !== version) return false;
      seats.set(seat, { owner, version: version + 1 });
      return true;
    },
    log() {},
  });
`;

/** Whose requests the store meets as they come, each between two awaits of another. */
export const concurrent = `
  import { WebSocketServer } from 'ws';
  import { get, putIf, log, onNews } from './store.js';
  let next = (job) => job();
  const owners = new Map();
  async function reserve(seat) {
    try {
      const { owner, version } = await get(seat);
      if (owner !== null) return 'taken';
      await putIf(seat, version, 'somebody');
      return 'confirmed';
    } catch (error) { return error.code + ' ' + error.message; }
  }
  const seated = ({ req: { url } }, answer) =>
    void (url === '/' ? Promise.resolve(true) : putIf(url, 0, 'somebody')).then((free) => answer(free, 409));
  const wss = new WebSocketServer({ port: process.env.PORT, verifyClient: seated });
  onNews((text) => { for (const ws of wss.clients) ws.send(JSON.stringify(text)); });
  wss.on('connection', (ws) => {
    ws.on('error', () => {});
    ws.on('close', () => log('left'));
    ws.on('message', (data) => {
      const { reserve: seat } = JSON.parse(data);
      void next(() => reserve(seat)).then((reply) => ws.send(JSON.stringify(reply)));
    });
  });
`;
/** One request after the other. */
export const serial = concurrent.replace(
  'let next = (job) => job();',
  'let tail = Promise.resolve(); const next = (job) => (tail = tail.then(job));',
);
/** Required, as in a program that is no ES module. */
export const required = serial
  .replace("import { WebSocketServer } from 'ws'", "const { WebSocketServer } = require('ws')")
  .replace(
    "import { get, putIf, log, onNews } from './store.js'",
    "const { get, putIf, log, onNews } = require('./store.js')",
  );

/** For the clients of HTTP and of server-sent events. */
export const web = `
  import http from 'node:http';
  const streams = new Set();
  let last, gone = 0;
  http.createServer((request, response) => {
    if (request.url === '/events') {
      last = request.headers['last-event-id'] + ' ' + request.headers['x-extra'];
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
      response.flushHeaders();
      streams.add(response);
      response.on('close', () => streams.delete(response));
    } else if (request.url === '/tell') {
      request.setEncoding('utf8').on('data', (text) => { for (const stream of streams) stream.write(text); });
      request.on('end', () => response.end());
    } else if (request.url === '/brief') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: once\\n\\n');
      setTimeout(() => response.end(), 1000);
    } else if (request.url === '/hold') {
      const timer = setTimeout(() => response.writeHead(204).end(), 25_000);
      response.on('close', () => { if (!response.writableEnded) { clearTimeout(timer); gone++; } });
    } else if (request.url === '/drop') request.socket.destroy();
    else if (request.url === '/gone') response.end(String(gone));
    else response.end(JSON.stringify({ open: streams.size, last }));
  }).listen(process.env.PORT);
`;

/** For the clients of Socket.IO. */
export const board = `
  import http from 'node:http';
  import { Server } from 'socket.io';
  const web = http.createServer((request, response) => response.end(String(io.sockets.sockets.size)));
  const io = new Server(web);
  const exec = io.of('/exec');
  exec.use((socket, next) => next(socket.handshake.auth.token === 't' ? undefined : new Error('no token')));
  let n = 0;
  exec.on('connection', (socket) => {
    socket.on('say', ({ text }, ack) => {
      socket.broadcast.emit('said', { text, n: ++n });
      ack({ ok: true, who: socket.handshake.headers['x-who'], q: socket.handshake.query.q });
    });
    socket.on('ask me', () => socket.emit('question', (answer) => socket.emit('answered', answer)));
    socket.on('bytes', (bytes) => socket.broadcast.emit('bytes', bytes));
  });
  io.on('connection', (socket) => socket.on('say', (_, ack) => ack({ ok: true })));
  web.listen(process.env.PORT);
`;
