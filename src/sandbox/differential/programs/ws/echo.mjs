// Texts and bytes there and back, then a close with a code and a reason.
import { WebSocket, WebSocketServer } from 'ws';
import { note, once } from '../shared/notes.mjs';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(server, 'listening');
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => {
    note('server', 'message', data.toString(), isBinary, data.constructor.name);
    socket.send(data, { binary: isBinary });
  });
  socket.on('close', (code, reason) => note('server', 'close', code, String(reason)));
});
const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
client.on('message', (data, isBinary) => {
  note('client', 'message', data.toString(), isBinary);
  if (isBinary) client.close(4001, 'enough');
});
await once(client, 'open');
note('client', 'open', client.extensions, client.protocol);
client.send('text');
client.send(Buffer.from('bytes'));
const code = await once(client, 'close');
note('client', 'close', code);
server.close();
