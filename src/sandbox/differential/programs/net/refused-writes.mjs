// Writes that are refused: wrong types, wrong encodings, after the end, after destroy.
import net from 'node:net';
import { describe, listening, note, once, settled, watch } from '../shared/notes.mjs';

const server = net.createServer((socket) => socket.resume());
const port = await listening(server);
const client = watch('client', net.connect(port, '127.0.0.1'), ['error', 'close', 'finish']);
client.resume();
await once(client, 'connect');
for (const [chunk, encoding] of [
  [1],
  [null],
  [undefined],
  [{}],
  [['a']],
  ['x', 'no-such'],
  [true],
  [new ArrayBuffer(2)],
]) {
  try {
    note(
      'attempts',
      client.write(chunk, encoding, (error) => note('attempts', 'callback', error?.code)),
    );
  } catch (error) {
    note('attempts', error.name, error.code, error.message);
  }
}
note(
  'attempts',
  'views',
  client.write(new Uint16Array([0x4142])),
  client.write(new DataView(new ArrayBuffer(3))),
  client.bytesWritten,
);
client.end();
note(
  'attempts',
  'after end',
  client.write('late', (error) => note('attempts', 'late callback', describe(error))),
);
await once(client, 'close');
note(
  'attempts',
  'after close',
  client.write('later', (error) => note('attempts', 'later callback', describe(error))),
);
client.end((error) => note('attempts', 'end after close', describe(error)));
await settled();
server.close();
