// cork and uncork: one write for many, callbacks in order, nested corks.
import net from 'node:net';
import { listening, note, once } from '../shared/notes.mjs';

const server = net.createServer((socket) => {
  let text = '';
  socket.setEncoding('utf8').on('data', (data) => (text += data));
  socket.on('end', () => note('server', text));
});
const port = await listening(server);
const client = net.connect(port, '127.0.0.1');
await once(client, 'connect');
client.resume();
client.cork();
client.cork();
for (const text of ['a', 'ü', Buffer.from('c')])
  client.write(text, () => note('client', 'written', text, client.bytesWritten));
client.write('6465', 'hex');
note('client', 'corked', client.writableCorked, client.writableLength, client.bytesWritten);
client.uncork();
note('client', 'one uncorked', client.writableCorked, client.writableLength);
process.nextTick(() => {
  client.uncork();
  note('client', 'uncorked', client.writableCorked, client.writableLength, client.bytesWritten);
  client.cork();
  client.write('end of it');
  client.end();
  note('client', 'end uncorks', client.writableCorked, client.writableLength);
});
await once(client, 'close');
server.close();
