// createWebSocketStream: text and bytes, ends both ways, destroy, errors of the connection.
import { pipeline } from 'node:stream/promises';
import { createWebSocketStream } from 'ws';
import { describe, note, once, settled, watch } from '../shared/notes.mjs';
import { connect, serve } from '../shared/websocket.mjs';

const { server, port } = await serve({}, (socket) => {
  const stream = createWebSocketStream(socket, { encoding: 'utf8', decodeStrings: false });
  watch('server', stream, ['end', 'finish', 'close', 'error']);
  socket.on('close', (code) => note('server', 'socket close', code));
  stream.on('data', (data) => {
    note('server', 'data', typeof data, describe(data));
    if (data === 'destroy') stream.destroy();
    else if (data === 'terminate') socket.terminate();
    else stream.write(`echo ${data}`);
  });
});
for (const how of ['end', 'destroy', 'terminate', 'error']) {
  const stream = createWebSocketStream(connect(port));
  const who = `client ${how}`;
  watch(who, stream, ['data', 'end', 'finish', 'close', 'error']);
  note(who, stream.write('before the connection'), stream.writableLength, stream.allowHalfOpen);
  stream.on('end', () => stream.end());
  await once(stream, 'data');
  if (how === 'end') stream.end();
  else if (how === 'error') stream.destroy(new Error('mine'));
  else stream.write(how);
  await once(stream, 'close');
  await settled();
}
const refused = createWebSocketStream(connect(1));
await pipeline(
  refused,
  async function* (source) {
    for await (const chunk of source) yield chunk;
  },
  async (source) => {
    for await (const _ of source);
  },
).catch((error) => note('refused', describe(error)));
server.close();
