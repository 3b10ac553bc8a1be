// HEAD, 204 and 304: what becomes of a body; lengths that do not fit.
import http from 'node:http';
import { listening, note } from '../shared/notes.mjs';
import { exchange, get, show } from '../shared/raw.mjs';

const attempt = (who, run) => {
  try {
    note(who, String(run()));
  } catch (error) {
    note(who, error.code, error.message);
  }
};
const routes = {
  '/204': (response) => response.writeHead(204).end('body'),
  '/304': (response) => response.writeHead(304, { ETag: '"x"' }).end('body'),
  '/204-length': (response) => response.writeHead(204, { 'Content-Length': 4 }).end(),
  '/write-204': (response) => (response.writeHead(204), response.write('a'), response.end('b')),
  '/length': (response) => response.writeHead(200, { 'Content-Length': 4 }).end('body'),
  '/chunks': (response) => (response.write('a'), response.end('b')),
  '/empty': (response) => response.end(),
  '/100-code': (response) => attempt('/100-code', () => response.writeHead(99)) ?? response.end(),
};
const strict = http.createServer(
  { strictContentLength: true, rejectNonStandardBodyWrites: true },
  (request, response) => {
    if (request.url === '/long') {
      response.writeHead(200, { 'Content-Length': 2 });
      attempt('/long', () => response.write('abc'));
      response.end('ab');
    } else if (request.url === '/short') {
      response.writeHead(200, { 'Content-Length': 4 });
      attempt('/short', () => response.end('ab'));
      response.destroy();
    } else {
      attempt(`${request.method} strict`, () => response.write('x'));
      response.end();
    }
  },
);
const server = http.createServer((request, response) => routes[request.url](response));
let port = await listening(server);
for (const path of Object.keys(routes)) {
  show(`GET ${path}`, await exchange(port, get(path)));
  show(`HEAD ${path}`, await exchange(port, get(path).replace('GET', 'HEAD')));
}
server.close();
port = await listening(strict);
for (const path of ['/long', '/short']) show(path, await exchange(port, get(path)));
show('HEAD', await exchange(port, get('/head').replace('GET', 'HEAD')));
strict.close();
