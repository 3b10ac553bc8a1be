// Rooms, namespaces, broadcast operators and their order at each client.
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

const server = new Server(0);
const port = server.httpServer.address().port;
const log = { a: [], b: [], c: [], admin: [] };
server.on('connection', (s) => {
  s.join(s.handshake.auth.rooms);
  s.on('say', (room, text, done) => {
    s.to(room).emit('said', text);
    done();
  });
  s.on('all', (text, done) => {
    server.emit('said', text);
    s.broadcast.emit('said', `${text} broadcast`);
    server.except('r2').emit('said', 'not r2');
    server.to(['r1', 'r2']).emit('said', 'both once');
    server.local.in('r1').emit('said', 'local');
    done();
  });
  s.on('rooms', (ack) =>
    ack(
      [...s.rooms].filter((r) => /^r\d$/.test(r)),
      [...server.sockets.adapter.rooms.keys()].filter((r) => /^r\d$/.test(r)).sort(),
    ),
  );
});
server
  .of('/admin')
  .use((s, next) =>
    s.handshake.auth.key === 'k' ? next() : next(Object.assign(new Error('no'), { data: { code: 5 } })),
  )
  .on('connection', (s) => s.emit('hi', s.nsp.name));
server.of(/^\/dyn-\d+$/).on('connection', (s) => s.emit('hi', s.nsp.name));
const events = [];
for (const e of ['create-room', 'join-room', 'leave-room', 'delete-room'])
  server.of('/').adapter.on(e, (room) => {
    if (/^r\d$/.test(room)) events.push(`${e} ${room}`);
  });
const make = async (name, rooms) => {
  const c = io(`http://localhost:${port}`, { transports: ['websocket'], auth: { rooms }, forceNew: true });
  c.on('said', (t) => log[name].push(t));
  await new Promise((r) => c.on('connect', r));
  return c;
};
const a = await make('a', ['r1']),
  b = await make('b', ['r1', 'r2']),
  c = await make('c', ['r2']);
await a.emitWithAck('say', 'r2', 'to r2');
await b.emitWithAck('say', 'r1', 'to r1');
await a.emitWithAck('all', 'everyone');
console.log(await new Promise((r) => b.emit('rooms', (...x) => r(x))));
const adm = a.io.socket('/admin', { auth: {} });
console.log(await new Promise((r) => adm.on('connect_error', (e) => r([e.message, e.data, adm.active]))));
adm.auth = { key: 'k' };
adm.connect();
console.log(await new Promise((r) => adm.on('hi', r)));
console.log(await new Promise((r) => a.io.socket('/dyn-5').on('hi', r)));
console.log(await new Promise((r) => a.io.socket('/nope').on('connect_error', (e) => r(e.message))));
console.log(
  await server
    .timeout(50)
    .to('r1')
    .emitWithAck('quiet')
    .catch((e) => [e.message, e.responses]),
);
b.on('ask', (x, ack) => ack(x + 1));
c.on('ask', (x, ack) => ack(x + 2));
console.log((await server.in('r2').timeout(60_000).emitWithAck('ask', 1)).sort());
console.log(
  (await server.fetchSockets()).length,
  (await server.in('r1').fetchSockets()).map((s) => [...s.rooms].length),
);
server.in('r2').socketsLeave('r2');
server.socketsJoin('r3');
console.log(server.sockets.adapter.rooms.get('r3').size, server.sockets.adapter.rooms.has('r2'));
const off = new Promise((r) => b.on('disconnect', r));
server.in('r1').disconnectSockets();
console.log(await off);
console.log(log, events.sort());
for (const x of [a, b, c]) x.io._close();
server.close();
