// The raw bytes of a plain response, a chunked one, one with its own header case, and one without a body.
import http from 'node:http';
import net from 'node:net';
import { listening, once } from '../shared/notes.mjs';

const server = http.createServer((request, response) => {
  if (request.url === '/chunked') {
    response.write('one');
    response.end('two');
  } else if (request.url === '/case') {
    response.writeHead(203, 'Odd', ['X-MiXed', '1', 'x-mixed', '2', 'Set-Cookie', 'a', 'Set-Cookie', 'b']);
    response.end();
  } else if (request.url === '/204') {
    response.statusCode = 204;
    response.end();
  } else response.end(JSON.stringify(request.rawHeaders));
});
const port = await listening(server);
for (const url of ['/', '/chunked', '/case', '/204']) {
  const socket = net.connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => (text += data));
  socket.write(`GET ${url} HTTP/1.1\r\nHoSt: x\r\nx-One: 1\r\nX-one: 2\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close');
  console.log(url, JSON.stringify(text.replace(/Date: [^\r]*/, 'Date: D')));
}
server.close();
