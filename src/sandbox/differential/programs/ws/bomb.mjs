// A small compressed message that grows past maxPayload.
import { deflateRawSync } from 'node:zlib';
import { note, settled } from '../shared/notes.mjs';
import { bytes, frame, serve } from '../shared/websocket.mjs';

const { server, port } = await serve({ perMessageDeflate: true, maxPayload: 10_000 }, (socket) => {
  socket.on('message', (data) => note('server', 'message', data.length));
  socket.on('error', (error) => note('server', error.name, error.code, error.message));
  socket.on('close', (code) => note('server', 'close', code));
});
for (const size of [9_000, 1_000_000])
  note(
    'bytes',
    size,
    await bytes(
      port,
      [frame(0xc2, deflateRawSync(Buffer.alloc(size)).subarray(0, -1)), frame(0x88, Buffer.from([3, 232]))],
      ['Sec-WebSocket-Extensions: permessage-deflate'],
    ),
  );
await settled();
server.close();
