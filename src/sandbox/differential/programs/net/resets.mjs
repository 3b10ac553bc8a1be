// A reset as each side sees it: while reading, with unread bytes, while writing, and asked for in odd states.
import net from 'node:net';
import { describe, listening, note, once, settled, watch } from '../shared/notes.mjs';

const EVENTS = ['data', 'end', 'finish', 'error', 'close'];
let onConnection;
const server = net.createServer((socket) => onConnection(socket));
const port = await listening(server);
const round = async (who, serve, run) => {
  const accepted = new Promise(
    (resolve) =>
      (onConnection = (socket) => {
        watch(`${who}: server`, socket, ['end', 'error', 'close']);
        serve(socket);
        resolve(socket);
      }),
  );
  const client = watch(`${who}: client`, net.connect(port, '127.0.0.1'), EVENTS);
  await once(client, 'connect');
  await run?.(client, await accepted);
  if (!client.closed) await once(client, 'close');
};
await round(
  'while reading',
  (socket) => socket.once('data', () => socket.resetAndDestroy()),
  (client) => client.write('x'),
);
await round('after bytes', (socket) => {
  socket.write('last words');
  settled().then(() => socket.resetAndDestroy());
});
await round(
  'by destroy, unread bytes',
  (socket) => socket.pause(),
  async (client, socket) => {
    socket._handle.readStop();
    client.write('unread');
    await settled();
    socket.destroy();
  },
);
await round(
  'while the writer waits',
  (socket) => socket.pause(),
  async (client, socket) => {
    client.write(Buffer.alloc(8_000_000), (error) =>
      note('while the writer waits: client', 'write', error?.code, error?.syscall, error?.message),
    );
    await settled();
    socket.resetAndDestroy();
  },
);
const idle = new net.Socket();
idle.on('error', (error) => note('idle', describe(error)));
idle.resetAndDestroy();
note('idle', idle.destroyed);
const connecting = watch('connecting', net.connect(port, '127.0.0.1'), EVENTS);
onConnection = (socket) => watch('connecting: server', socket, ['error', 'close']);
connecting.resetAndDestroy();
note('connecting', 'at once', connecting.destroyed, connecting.connecting);
await once(connecting, 'close');
await settled();
server.close();
