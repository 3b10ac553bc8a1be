// The bytes of frames: lengths, kinds, fragments, masks, pings in between, as sent and as understood.

import net from 'node:net';
import { listening, note, once } from '../shared/notes.mjs';
import { bytes, connect, frame, serve } from '../shared/websocket.mjs';

const { server, port } = await serve({}, (socket) => {
  socket.on('message', (data, isBinary) => {
    note('server', 'message', data.length, data.toString('hex').slice(0, 40), isBinary);
    socket.send(data, { binary: isBinary });
  });
  socket.on('ping', (data) => note('server', 'ping', String(data)));
  socket.on('error', ({ code, message }) => note('server', code, message));
});
const close = frame(0x88, Buffer.from([3, 232]));
const show = async (what, parts) => {
  const hex = await bytes(port, [...parts, close]);
  note('bytes', what, hex.length > 80 ? `${hex.slice(0, 40)}…${hex.length}` : hex);
};
await show('empty', [frame(0x81)]);
await show('text', [frame(0x81, Buffer.from('hi'))]);
await show('125', [frame(0x82, Buffer.alloc(125, 1))]);
await show('126', [frame(0x82, Buffer.alloc(126, 1))]);
await show('65535', [frame(0x82, Buffer.alloc(65_535, 1))]);
await show('65536', [frame(0x82, Buffer.alloc(65_536, 1))]);
await show('fragments', [frame(0x01, Buffer.from('a')), frame(0x00, Buffer.from('b')), frame(0x80, Buffer.from('c'))]);
await show('a ping in between', [
  frame(0x01, Buffer.from('a')),
  frame(0x89, Buffer.from('p')),
  frame(0x80, Buffer.from('c')),
]);
await show(
  'byte by byte',
  [...frame(0x81, Buffer.from('split'))].map((byte) => Buffer.from([byte])),
);
await show('two in one', [Buffer.concat([frame(0x81, Buffer.from('1')), frame(0x81, Buffer.from('2'))])]);
await show('text cut in a character', [frame(0x01, Buffer.from([0xe2, 0x82])), frame(0x80, Buffer.from([0xac]))]);
server.close();

const plain = net.createServer((socket) => {
  let seen = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (data) => {
    seen = Buffer.concat([seen, data]);
    if (seen.includes('\r\n\r\n') && !socket.shaken) {
      socket.shaken = true;
      note(
        'client head',
        seen
          .toString()
          .replace(/127.0.0.1:\d+/, 'HOST')
          .replace(/Key: .*/, 'Key'),
      );
      socket.end(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n',
      );
    }
  });
});
const client = connect(await listening(plain));
client.on('error', (error) => note('client', error.message));
await once(client, 'close');
plain.close();
