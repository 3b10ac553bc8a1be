// Writes before the connection is made: what is buffered, what write() answers, when drain and the callbacks come.
import net from 'node:net';
import { listening, note, once, watch } from '../shared/notes.mjs';

let received = 0;
const server = net.createServer((socket) => {
  socket.on('data', (data) => (received += data.length));
  socket.on('end', () => note('server', 'received', received));
});
const port = await listening(server);
const client = watch('client', net.connect({ port, host: '127.0.0.1', highWaterMark: 1000 }), [
  'connect',
  'ready',
  'drain',
  'finish',
  'close',
]);
note(
  'client',
  client.writableHighWaterMark,
  client.readableHighWaterMark,
  client.pending,
  client.connecting,
  client.readyState,
);
for (const size of [400, 500, 100, 2000]) {
  const more = client.write(Buffer.alloc(size), (error) => note('client', 'written', size, error));
  note('client', 'write', size, more, client.writableLength, client.writableNeedDrain, client.bytesWritten);
}
client.end(() => note('client', 'end callback', client.bytesWritten));
note('client', 'ended', client.writableLength, client.writableEnded, client.writableFinished, client.writable);
await once(client, 'close');
note('client', client.bytesWritten, client.readyState, client.writableFinished);
server.close();
