// headersTimeout, requestTimeout, keepAliveTimeout and setTimeout of a server: the bytes each ends a connection with.
import http from 'node:http';
import net from 'node:net';
import { listening, note, once } from '../shared/notes.mjs';

const defaults = http.createServer();
note(
  'defaults',
  defaults.timeout,
  defaults.headersTimeout,
  defaults.requestTimeout,
  defaults.keepAliveTimeout,
  defaults.keepAliveTimeoutBuffer,
  defaults.maxRequestsPerSocket,
  defaults.maxHeadersCount,
  defaults.connectionsCheckingInterval,
);
const cases = {
  'headers too slow': [
    { headersTimeout: 250, requestTimeout: 5000, connectionsCheckingInterval: 20 },
    'GET / HTTP/1.1\r\nHost',
  ],
  'nothing sent': [{ headersTimeout: 250, requestTimeout: 250, connectionsCheckingInterval: 20 }, ''],
  'body too slow': [
    { headersTimeout: 250, requestTimeout: 300, connectionsCheckingInterval: 20 },
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc',
  ],
  'kept alive': [{ keepAliveTimeout: 40, keepAliveTimeoutBuffer: 20 }, 'GET /now HTTP/1.1\r\nHost: x\r\n\r\n'],
};
for (const [who, [options, text]] of Object.entries(cases)) {
  const server = http.createServer(options, (request, response) => {
    request.on('error', ({ code, message }) => note(who, 'request', code, message));
    if (request.url === '/now') response.end('ok');
  });
  const port = await listening(server);
  const socket = net.connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (data) => (answer += data));
  socket.on('error', ({ code }) => note(who, code));
  if (text) socket.write(text);
  await once(socket, 'close');
  note(who, JSON.stringify(answer.replace(/Date: [^\r]*/, 'Date')));
  server.close();
}
for (const handled of [true, false]) {
  const who = `setTimeout, ${handled ? 'handled' : 'left alone'}`;
  const server = http.createServer((request, response) => {
    if (handled) {
      response.once('timeout', () => note(who, 'response timeout'));
      request.once('timeout', () => note(who, 'request timeout'));
    }
    request.on('aborted', () => note(`${who}: server`, 'aborted'));
  });
  server.setTimeout(50, handled ? (socket) => socket.end('HTTP/1.1 503 Late\r\n\r\n') : undefined);
  const port = await listening(server);
  const socket = net.connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  let answer = '';
  socket.on('data', (data) => (answer += data)).on('error', ({ code }) => note(who, code));
  await once(socket, 'close');
  note(who, JSON.stringify(answer));
  server.close();
}
