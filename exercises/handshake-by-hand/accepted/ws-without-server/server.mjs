// `noServer`: the path is ours, the rest is the library's.
import http from 'node:http';
import { WebSocketServer } from 'ws';

const wss = new WebSocketServer({ noServer: true, maxPayload: 1 << 20, clientTracking: false });

const refuse = (socket, line, ...headers) =>
  socket.end([`HTTP/1.1 ${line}`, ...headers, 'Content-Length: 0', 'Connection: close', '', ''].join('\r\n'));

http
  .createServer((request, response) => {
    response.statusCode = request.url.startsWith('/ws') ? 426 : 404;
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>No</title>');
  })
  .on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    const { pathname } = new URL(`http://echo${request.url}`);
    if (pathname !== '/ws') return refuse(socket, '404 Not Found');
    const version = request.headers['sec-websocket-version'];
    if (version !== '13') return refuse(socket, '400 Bad Request', 'sec-websocket-version: 8, 13');
    wss.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => {});
      client.on('message', (data, binary) => client.send(binary ? data : String(data)));
    });
  })
  .listen(process.env.PORT);
