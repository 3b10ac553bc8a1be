// The raw bytes of a plain response, a chunked one, one with its own header case, and one without a body.
import http from 'node:http';
import { listening } from '../shared/notes.mjs';
import { exchange, get, show } from '../shared/raw.mjs';

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
for (const url of ['/', '/chunked', '/case', '/204']) show(url, await exchange(port, get(url, 'x-One: 1', 'X-one: 2')));
server.close();
