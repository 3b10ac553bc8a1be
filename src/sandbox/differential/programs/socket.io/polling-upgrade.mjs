// Polling first, then the upgrade: what client and server see.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

const http = createServer();
const server = new Server(http, { pingInterval: 25000 });
const seen = { server: [], client: [] };
server.engine.on('initial_headers', (headers, req) =>
  seen.server.push(`headers ${req.method} ${Object.keys(headers)}`),
);
server.engine.on('connection', (raw) => {
  seen.server.push(`engine ${raw.transport.name} ${raw.protocol}`);
  raw.once('upgrade', (t) => seen.server.push(`upgraded ${t.name}`));
  raw.on('packet', ({ type, data }) => {
    if (type !== 'pong') seen.server.push(`packet ${type} ${data ?? ''}`);
  });
});
server.on('connection', (socket) => {
  seen.server.push(
    `connection ${socket.conn.transport.name} ${socket.handshake.query.EIO} ${socket.handshake.auth.token} ${socket.handshake.headers['x-own']}`,
  );
  socket.onAny((event, ...args) => seen.server.push(`any ${event} ${JSON.stringify(args)}`));
  socket.on('add', (a, b, ack) => ack(a + b));
  socket.on('disconnect', (reason, details) => {
    seen.server.push(`disconnect ${reason}`);
  });
});
await new Promise((r) => http.listen(0, r));
const client = io(`http://localhost:${http.address().port}`, {
  auth: { token: 't' },
  extraHeaders: { 'X-Own': 'own' },
  reconnection: false,
});
client.io.engine?.on?.('open', () => {});
client.on('connect', () => {
  seen.client.push(`connect ${client.connected} ${client.recovered}`);
});
await new Promise((r) => client.once('connect', r));
await new Promise((r) =>
  client.io.engine.transport.name === 'websocket'
    ? r()
    : client.io.engine.once('upgrade', (t) => {
        r();
      }),
);
seen.client.push(`ack ${await client.emitWithAck('add', 2, 3)}`);
seen.client.push(`ack ${await client.timeout(1000).emitWithAck('add', 'a', { b: 1 })}`);
const heard = new Promise((r) => {
  server.sockets.sockets
    .values()
    .next()
    .value.onAny((event) => event === 'nothing' && r());
});
await client
  .timeout(20)
  .emitWithAck('nothing')
  .catch((e) => seen.client.push(e.message));
// Heard before the client leaves, however slow the machine.
await heard;
client.on('disconnect', (reason) => {
  seen.client.push(`disconnect ${reason}`);
});
const gone = new Promise((r) => server.sockets.sockets.values().next().value.once('disconnect', r));
client.disconnect();
await gone;
console.log(seen.server.join('\n'));
console.log(seen.client.join('\n'));
server.close();
