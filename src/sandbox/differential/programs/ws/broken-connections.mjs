// The TCP connection breaks beneath: by an end, a reset, in the middle of a frame, with a message unsent.
import { note, once } from '../shared/notes.mjs';
import { connect, frame, serve, watchSocket } from '../shared/websocket.mjs';

const ways = {
  end: (socket) => socket.end(),
  destroy: (socket) => socket.destroy(),
  reset: (socket) => socket.resetAndDestroy(),
  'half a frame': (socket) => socket.end(frame(0x81, Buffer.from('half of it')).subarray(0, 9)),
  'half a head': (socket) => socket.end(frame(0x81, Buffer.from('x')).subarray(0, 1)),
};
for (const [who, way] of Object.entries(ways)) {
  const seen = Promise.withResolvers();
  const { server, port } = await serve({}, (socket) => {
    watchSocket(`${who}: server`, socket);
    socket.on('close', () => seen.resolve(server.clients.size));
  });
  const client = connect(port);
  client.on('error', () => {});
  client.on('close', (code) => note(`${who}: client`, 'close', code));
  await once(client, 'open');
  way(client._socket);
  note(`${who}: server`, 'clients left', await seen.promise);
  if (client.readyState !== client.CLOSED) await once(client, 'close');
  server.close();
}
const { server, port } = await serve();
const client = watchSocket('server goes', connect(port));
await once(client, 'open');
server.close(() => note('server', 'closed'));
for (const socket of server.clients) socket.terminate();
await once(client, 'close');
