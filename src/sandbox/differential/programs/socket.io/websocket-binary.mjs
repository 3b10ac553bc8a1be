// WebSocket only: binary both ways, in packets, in acknowledgements, nested; volatile, compress, large.
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

const server = new Server(0, { transports: ['websocket'], maxHttpBufferSize: 1e6 });
const port = server.httpServer.address().port;
server.on('connection', (s) => {
  s.on('echo', (...args) => args.pop()(...args));
  s.on('kind', (x, ack) =>
    ack(
      x.constructor.name,
      Buffer.isBuffer(x) ? x.toString('hex') : Buffer.isBuffer(x.deep?.[0]?.b) ? x.deep[0].b.length : String(x),
    ),
  );
  s.on('send', () =>
    s.emit('bin', Buffer.from('abc'), { n: [new Uint8Array([1, 2]).buffer, null, undefined, new Date(0)] }),
  );
});
const c = io(`ws://localhost:${port}`, { transports: ['websocket'] });
await new Promise((r) => c.on('connect', r));
console.log(c.io.engine.transport.name, c.id.length);
console.log(
  await c.emitWithAck('kind', Buffer.from([1, 255])),
  await new Promise((r) => c.emit('kind', new Uint8Array([7]), (...a) => r(a))),
  await new Promise((r) => c.emit('kind', { deep: [{ b: Buffer.alloc(5) }] }, (...a) => r(a))),
);
console.log(
  await new Promise((r) => c.emit('echo', 1, 'é😀', null, [Buffer.from('x')], { a: { b: true } }, (...a) => r(a))),
);
console.log(
  await new Promise((r) => {
    c.on('bin', (...a) => r(a));
    c.emit('send');
  }),
);
console.log((await new Promise((r) => c.emit('echo', Buffer.alloc(200_000, 'z'), (x) => r(x)))).length);
c.volatile.emit('kind', 'v', () => {});
c.compress(false).emit('kind', 'n', () => {});
const closed = new Promise((r) => c.on('disconnect', (reason, d) => r([reason, d?.description?.constructor?.name])));
c.emit('echo', Buffer.alloc(2_000_000), () => console.log('never'));
console.log(await closed);
c.disconnect();
server.close();
