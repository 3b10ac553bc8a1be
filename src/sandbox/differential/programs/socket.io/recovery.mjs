// Connection state recovery, and reconnection after the transport broke.
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

const server = new Server(0, { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } });
const port = server.httpServer.address().port;
const seen = [];
server.on('connection', (s) => {
  seen.push(`server recovered ${s.recovered} data ${JSON.stringify(s.data)} room ${s.rooms.has('r')}`);
  if (!s.recovered) {
    s.data.user = 'u';
    s.join('r');
  }
  s.on('disconnect', (reason) => {
    seen.push(`server ${reason}`);
    setImmediate(() => server.to('r').emit('missed', 'while away'));
  });
});
const c = io(`http://localhost:${port}`, {
  transports: ['websocket'],
  reconnectionDelay: 60,
  reconnectionDelayMax: 60,
  randomizationFactor: 0,
});
const texts = [];
c.on('missed', (t) => texts.push(t));
c.on('hello', (t) => texts.push(t));
c.io.on('reconnect_attempt', (n) => seen.push(`attempt ${n}`));
c.io.on('reconnect', (n) => seen.push(`reconnect ${n}`));
c.on('disconnect', (r) => seen.push(`client ${r} active ${c.active}`));
await new Promise((r) => c.once('connect', r));
const id = c.id;
server.to('r').emit('hello', 'first');
await new Promise((r) => c.once('hello', r));
const missed = new Promise((r) => c.once('missed', r));
c.io.engine.close();
await new Promise((r) => c.once('connect', r));
await missed;
console.log(c.recovered, c.id === id, texts);
c.emit('buffered', 1);
const down = new Promise((r) => c.once('disconnect', r));
[...server.sockets.sockets.values()][0].disconnect(true);
console.log(await down, c.active, c.connected);
c.connect();
await new Promise((r) => c.once('connect', r));
console.log(c.recovered, c.id === id);
console.log(seen);
c.disconnect();
server.close();
