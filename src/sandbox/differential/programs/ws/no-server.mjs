// noServer on one HTTP server for several paths, with requests beside it; what remains after close.
import http from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { describe, listening, note, once } from '../shared/notes.mjs';
import { exchange, get, show } from '../shared/raw.mjs';

const server = http.createServer((request, response) => response.end(`page ${request.url}`));
const chat = new WebSocketServer({ noServer: true });
const echo = new WebSocketServer({ noServer: true, clientTracking: false });
chat.on('connection', (socket, request, extra) => {
  note('chat', request.url, extra, chat.clients.size);
  socket.on('message', (data) => {
    for (const other of chat.clients) if (other.readyState === WebSocket.OPEN) other.send(`all: ${data}`);
  });
  socket.on('close', () => note('chat', 'left', chat.clients.size));
});
echo.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
server.on('upgrade', (request, socket, head) => {
  socket.on('error', (error) => note('socket', describe(error)));
  if (request.url === '/chat')
    chat.handleUpgrade(request, socket, head, (client) => chat.emit('connection', client, request, 'extra'));
  else if (request.url === '/echo')
    echo.handleUpgrade(request, socket, head, (client) => echo.emit('connection', client, request));
  else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
});
const port = await listening(server);
const connect = async (path) => {
  const client = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  client.texts = [];
  client.on('message', (data) => client.texts.push(String(data)));
  await once(client, 'open');
  return client;
};
show('page', await exchange(port, get('/page')));
const [one, two, three] = [await connect('/chat'), await connect('/chat'), await connect('/echo')];
note('clients', chat.clients.size, echo.clients, chat.address === undefined);
one.send('hello');
await Promise.all([once(one, 'message'), once(two, 'message')]);
three.send('back');
await once(three, 'message');
note('texts', one.texts, two.texts, three.texts);
const missing = new WebSocket(`ws://127.0.0.1:${port}/none`);
missing.on('error', (error) => note('missing', error.message));
await once(missing, 'close');
chat.close((error) => note('chat', 'closed', error));
try {
  chat.handleUpgrade({ headers: {}, method: 'GET' }, one._socket, Buffer.alloc(0), () => {});
} catch (error) {
  note('chat', error.message);
}
chat.close((error) => note('chat', 'closed twice', error.message));
for (const client of [one, two, three]) {
  client.close();
  await once(client, 'close');
}
server.close(() => note('server', 'closed'));
for (const options of [{}, { port: 1, noServer: true }, { port: 1, server }]) {
  try {
    new WebSocketServer(options);
  } catch (error) {
    note('options', error.name, error.message);
  }
}
