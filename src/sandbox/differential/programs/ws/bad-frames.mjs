// Frames that break the protocol: the close code each is answered with, and the error of the server.
import { note, settled } from '../shared/notes.mjs';
import { bytes, frame, serve } from '../shared/websocket.mjs';

let who = '';
const { server, port } = await serve({ maxPayload: 1000 }, (socket) => {
  const name = who;
  socket.on('message', (data) => note(name, 'message', data.length));
  socket.on('error', (error) => note(name, error.name, error.code, error.message));
  socket.on('close', (code, reason) => note(name, 'close', code, String(reason)));
});
const cases = {
  'no mask': [Buffer.from([0x81, 0x01, 0x61])],
  RSV1: [frame(0xc1, Buffer.from('a'))],
  RSV2: [frame(0xa1, Buffer.from('a'))],
  RSV3: [frame(0x91, Buffer.from('a'))],
  'opcode 3': [frame(0x83, Buffer.from('a'))],
  'opcode 11': [frame(0x8b, Buffer.from('a'))],
  'continuation of nothing': [frame(0x80, Buffer.from('a'))],
  'text in a text': [frame(0x01, Buffer.from('a')), frame(0x81, Buffer.from('b'))],
  'fragmented ping': [frame(0x09, Buffer.from('a'))],
  'long ping': [frame(0x89, Buffer.alloc(126))],
  'no UTF-8': [frame(0x81, Buffer.from([0xff]))],
  'no UTF-8 over fragments': [frame(0x01, Buffer.from([0xe2])), frame(0x80, Buffer.from([0x82]))],
  'too large': [frame(0x82, Buffer.alloc(1001))],
  'too large in fragments': [frame(0x02, Buffer.alloc(600)), frame(0x80, Buffer.alloc(600))],
  'larger than anything': [Buffer.from([0x82, 0xff, 0x00, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  'close of one byte': [frame(0x88, Buffer.from([3]))],
  'close 1005': [frame(0x88, Buffer.from([0x03, 0xed]))],
  'close 999': [frame(0x88, Buffer.from([0x03, 0xe7]))],
  'close 2000': [frame(0x88, Buffer.from([0x07, 0xd0]))],
  'close without UTF-8': [frame(0x88, Buffer.from([0x03, 0xe8, 0xff]))],
  'empty close': [frame(0x88)],
  'close, then more': [Buffer.concat([frame(0x88, Buffer.from([0x03, 0xe8])), frame(0x81, Buffer.from('late'))])],
};
for (const [name, parts] of Object.entries(cases)) {
  who = name;
  note(name, 'bytes', await bytes(port, parts));
}
await settled();
server.close();
