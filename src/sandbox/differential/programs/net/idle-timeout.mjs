// setTimeout on sockets: when it fires, what puts it off, and what it refuses.
import net from 'node:net';
import { listening, note, once } from '../shared/notes.mjs';

const server = net.createServer((socket) => {
  note('server', 'timeout', socket.timeout);
  socket.setTimeout(60, () => note('server', 'timeout callback'));
  socket.on('timeout', () => {
    note('server', 'timeout event', socket.timeout);
    socket.end('idle');
  });
  socket.on('data', (data) => note('server', 'data', data));
  socket.on('close', () => note('server', 'close'));
});
const port = await listening(server);
const client = net.connect({ port, host: '127.0.0.1', timeout: 1000 });
client.resume();
note('client', client.timeout, client.setTimeout(2000) === client, client.timeout);
for (const wrong of ['x', -1, Number.NaN, Number.POSITIVE_INFINITY]) {
  try {
    client.setTimeout(wrong);
    note('client', 'took', wrong);
  } catch (error) {
    note('client', error.name, error.code, error.message);
  }
}
try {
  client.setTimeout(10, 'no function');
} catch (error) {
  note('client', error.code, error.message);
}
client.setTimeout(0);
await once(client, 'connect');
client.write('hello');
await once(client, 'close');
note('client', 'close', client.timeout);
server.close();
