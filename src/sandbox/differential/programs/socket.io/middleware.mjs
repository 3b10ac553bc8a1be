// Middleware of three kinds, catch-all listeners, errors, and how sockets end.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { settled } from '../shared/notes.mjs';

const http = createServer((req, res) => res.end('plain'));
const server = new Server(http, {
  path: '/rt',
  cors: { origin: 'http://x' },
  connectTimeout: 1000,
});
await new Promise((r) => http.listen(0, r));
const base = `http://localhost:${http.address().port}`;
const seen = [];
server.engine.use((req, res, next) => {
  if (req.method === 'GET' && !req._query.sid) seen.push(`engine ${req.method} ${req._query.transport}`);
  res.setHeader('x-engine', '1');
  next();
});
server.use((s, next) => {
  s.data.n = 1;
  next();
});
server.use((s, next) => setTimeout(next, 1));
server.use((s, next) => (s.handshake.auth.bad ? next(new Error('unauthorized')) : next()));
server.on('connection', (s) => {
  s.use(([event, ...args], next) => (event === 'blocked' ? next(new Error('blocked')) : next()));
  s.on('error', (e) => seen.push(`socket error ${e.message}`));
  s.on('blocked', () => seen.push('never'));
  s.onAnyOutgoing((e) => seen.push(`out ${e}`));
  s.prependAny((e) => seen.push(`any ${e}`));
  s.on('kick', () => s.disconnect(true));
  s.on('leave', () => s.disconnect());
  s.once('once', (ack) => {
    s.emit('pong!');
    ack(s.listenerCount('once'), s.data.n);
  });
  s.on('disconnecting', (r) => seen.push(`disconnecting ${r} ${s.rooms.size}`));
  s.on('disconnect', (r) => seen.push(`disconnect ${r} ${s.rooms.size}`));
});
const open = (o) => io(base, { path: '/rt', transports: ['websocket'], forceNew: true, reconnection: false, ...o });
const bad = open({ auth: { bad: true } });
console.log(await new Promise((r) => bad.on('connect_error', (e) => r([e.message, e.constructor.name]))));
const c = open();
await new Promise((r) => c.on('connect', r));
c.emit('blocked');
console.log(await new Promise((r) => c.emit('once', (...a) => r(a))));
const gone = new Promise((r) => c.on('disconnect', r));
c.emit('kick');
console.log(await gone);
const d = open();
await new Promise((r) => d.on('connect', r));
const left = new Promise((r) => d.on('disconnect', r));
d.emit('leave');
console.log(await left);
const wrong = open({ path: '/wrong' });
console.log(
  await new Promise((r) => wrong.on('connect_error', (e) => r([e.message, e.type, e.description?.constructor?.name]))),
);
const e = open({ transports: ['polling'] });
await new Promise((r) => e.on('connect', r));
e.io.engine.close();
await settled();
for (const path of [
  '/rt/?EIO=4&transport=nope',
  '/rt/?EIO=3&transport=polling',
  '/rt/?EIO=4&transport=polling&sid=zzz',
  '/rt/',
  '/other',
]) {
  const r = await fetch(base + path);
  console.log(path, r.status, await r.text(), r.headers.get('x-engine'), r.headers.get('access-control-allow-origin'));
}
const f = open();
await new Promise((r) => f.on('connect', r));
f.io.engine.transport.ws._socket.destroy();
console.log(await new Promise((r) => f.on('disconnect', (x, details) => r([x, details?.message]))));
await settled();
const g = open();
await new Promise((r) => g.on('connect', r));
const end = new Promise((r) => g.on('disconnect', r));
server.close();
console.log(await end);
console.log(seen);
