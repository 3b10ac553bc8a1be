// server.close with idle and busy connections, closeIdleConnections, closeAllConnections.
import http from 'node:http';
import net from 'node:net';
import { listening, note, once, settled } from '../shared/notes.mjs';

for (const way of ['close', 'closeIdleConnections', 'closeAllConnections']) {
  let finish;
  const server = http.createServer({ keepAlive: true }, (request, response) => {
    if (request.url !== '/busy') return response.end('ok');
    response.write('begun');
    finish = () => response.end();
  });
  server.on('close', () => note(way, 'server close'));
  const port = await listening(server);
  const connect = async (who, path) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (data) => (text += data));
    for (const event of ['end', 'error', 'close'])
      socket.on(event, (arg) => note(`${way}: ${who}`, event, arg?.code ?? arg));
    socket.on('close', () => note(`${way}: ${who}`, text.split('\r\n\r\n').slice(1).join('|')));
    if (path) {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await once(socket, 'data');
    } else await once(socket, 'connect');
    return socket;
  };
  await connect('fresh');
  await connect('idle', '/');
  const busy = await connect('busy', '/busy');
  await settled();
  server.getConnections((error, count) => note(way, 'connections', error, count));
  if (way === 'close') server.close((error) => note(way, 'closed', error));
  else server[way]();
  await settled();
  server.getConnections((error, count) => note(way, 'left', error, count));
  await settled();
  note(way, 'listening', server.listening);
  if (way !== 'closeAllConnections') finish();
  await settled();
  if (way !== 'close') server.close();
  server.closeAllConnections();
  await settled();
  busy.destroy();
}
