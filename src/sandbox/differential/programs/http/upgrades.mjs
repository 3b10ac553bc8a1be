// Upgrade and CONNECT: the head that came along, without a listener, refused, and seen by a client.
import http from 'node:http';
import net from 'node:net';
import { describe, listening, note, once, settled } from '../shared/notes.mjs';
import { exchange, show } from '../shared/raw.mjs';

const upgrade = (more = '') => `GET /up HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n${more}`;
const plain = http.createServer((request, response) =>
  response.end(`plain ${request.headers.upgrade} ${request.method}`),
);
let port = await listening(plain);
show('no listener', await exchange(port, upgrade().replace('\r\nUpgrade:', ', close\r\nUpgrade:')));
show('CONNECT, no listener', await exchange(port, 'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n'));
plain.close();

const server = http.createServer();
server.on('upgrade', (request, socket, head) => {
  note(
    'server',
    'upgrade',
    request.url,
    JSON.stringify(request.headers),
    describe(head),
    socket.constructor.name,
    request.complete,
  );
  note(
    'server',
    socket.listenerCount('data'),
    socket.listenerCount('error'),
    socket.isPaused(),
    socket.readableFlowing,
  );
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
  socket.write(head);
  socket.pipe(socket);
});
server.on('connect', (request, socket, head) => {
  note('server', 'connect', request.url, describe(head));
  socket.end('HTTP/1.1 200 Fine\r\n\r\ntunnel');
});
port = await listening(server);
const raw = net.connect(port, '127.0.0.1');
raw.write(upgrade('first '));
let text = '';
raw.on('data', (data) => {
  text += data;
  if (text.endsWith('first ')) raw.end('second');
});
await once(raw, 'close');
show('with a head', text);
show('CONNECT', await exchange(port, 'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\nearly'));

const request = http.get({ port, host: '127.0.0.1', headers: { Connection: 'Upgrade', Upgrade: 'echo' } });
request.on('response', () => note('client', 'response'));
request.on('close', () => note('client', 'request close', request.destroyed));
request.on('upgrade', (response, socket, head) => {
  note('client', 'upgrade', response.statusCode, JSON.stringify(response.rawHeaders), describe(head));
  socket.write('ping');
  socket.once('data', (data) => {
    note('client', 'data', describe(data));
    socket.end();
  });
});
await once(request, 'close');
const refusing = http.createServer((_request, response) => response.end());
refusing.on('upgrade', (_request, socket) =>
  socket.end('HTTP/1.1 401 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno'),
);
port = await listening(refusing);
const refused = http.get({ port, host: '127.0.0.1', headers: { Connection: 'Upgrade', Upgrade: 'echo' } });
note('refused', (await once(refused, 'response')).resume().statusCode);
await settled();
server.close();
refusing.close();
server.closeAllConnections();
