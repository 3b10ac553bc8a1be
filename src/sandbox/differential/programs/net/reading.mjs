// Ways to read a socket: read() by size, async iteration and leaving it, unshift, a pipeline, setEncoding across bytes.
import net from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listening, note, once } from '../shared/notes.mjs';

let serve;
const server = net.createServer((socket) => serve(socket.on('error', () => {})));
const port = await listening(server);
const connect = () => net.connect(port, '127.0.0.1');

serve = (socket) => socket.end('0123456789');
const sized = connect();
await new Promise((resolve) => {
  sized.on('readable', () => {
    if (sized.readableLength < 10) return;
    note('sized', sized.read(4), sized.readableLength, sized.readableFlowing);
    sized.unshift(Buffer.from('ab'));
    note('sized', sized.read(3), sized.read(100), sized.read());
  });
  sized.on('end', resolve);
});
note('sized', sized.readableEnded, sized.bytesRead);

serve = (socket) => socket.write('first');
const left = connect();
for await (const chunk of left) {
  note('left', String(chunk));
  break;
}
note('left', left.destroyed, left.readableAborted, left.readableDidRead);

serve = (socket) => socket.end('abc');
const upper = new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) });
let piped = '';
upper.on('data', (data) => (piped += data));
await pipeline(connect(), upper);
note('piped', piped);

serve = async (socket) => {
  for (const byte of Buffer.from('aü€😀z')) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
};
const decoded = connect().setEncoding('utf8');
const texts = [];
decoded.on('data', (text) => texts.push(text));
await once(decoded, 'end');
note(
  'decoded',
  texts.join(''),
  decoded.readableEncoding,
  texts.every((text) => !text.includes('\ufffd')),
);
note('decoded', decoded.bytesRead);

serve = (socket) => {
  socket.write('some');
  setTimeout(() => socket.resetAndDestroy(), 20);
};
await pipeline(
  connect(),
  upper.constructor === Transform ? new Transform({ transform: (c, _e, d) => d() }) : upper,
).catch((error) => note('broken pipeline', error.name, error.code, error.message));
server.close();
