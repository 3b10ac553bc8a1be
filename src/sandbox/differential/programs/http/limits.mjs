// Limits of a server: requests a connection, connections, the size of a head; dropRequest and Connection headers.
import http from 'node:http';
import { listening, note } from '../shared/notes.mjs';
import { exchange, show } from '../shared/raw.mjs';

const get = (path, ...more) => `GET ${path} HTTP/1.1\r\n${['Host: x', ...more].join('\r\n')}\r\n\r\n`;
const server = http.createServer((request, response) => response.end(request.url));
server.maxRequestsPerSocket = 2;
server.on('dropRequest', (request) => note('server', 'drop', request.url));
let port = await listening(server);
show('two of three', await exchange(port, get('/1'), get('/2'), get('/3')));
server.close();

const small = http.createServer({ maxHeaderSize: 200 }, (_request, response) => response.end('ok'));
small.on('clientError', (error, socket) => {
  note('small', error.code, error.message, error.bytesParsed, error.rawPacket?.length, socket.writable);
  socket.end('HTTP/1.1 431 Mine\r\n\r\n');
});
port = await listening(small);
show('fits', await exchange(port, get('/', `X: ${'a'.repeat(120)}`, 'Connection: close')));
show('too large', await exchange(port, get('/', `X: ${'a'.repeat(200)}`)));
show(
  'too large, in parts',
  await exchange(
    port,
    'GET / HTTP/1.1\r\nHost: x\r\n',
    ...Array.from({ length: 9 }, (_, n) => `X-${n}: ${'b'.repeat(30)}\r\n`),
  ),
);
small.close();

const plain = http.createServer((_request, response) => response.end('ok'));
port = await listening(plain);
note('default', http.maxHeaderSize);
show('default limit', await exchange(port, get('/', `X: ${'a'.repeat(17_000)}`)));
show('url', await exchange(port, get(`/${'u'.repeat(17_000)}`)));
for (const [version, connection] of [
  ['1.0', ''],
  ['1.0', 'keep-alive'],
  ['1.1', 'close'],
  ['1.1', 'keep-alive, close'],
  ['1.1', 'Close'],
  ['1.0', 'keep-alive, upgrade'],
]) {
  const head = `GET / HTTP/${version}\r\nHost: x\r\n${connection && `Connection: ${connection}\r\n`}\r\n`;
  show(
    `${version} ${connection}`,
    await exchange(port, head, version === '1.0' && connection ? 'GET / HTTP/1.0\r\n\r\n' : ''),
  );
}
plain.close();
