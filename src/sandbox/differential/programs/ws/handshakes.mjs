// Handshakes that a server refuses, with the bytes of its answer, and answers that a client refuses.
import net from 'node:net';
import { WebSocket } from 'ws';
import { describe, listening, note, once } from '../shared/notes.mjs';
import { exchange, show } from '../shared/raw.mjs';
import { connect, serve } from '../shared/websocket.mjs';

const { server, port } = await serve({
  path: '/ws',
  perMessageDeflate: true,
  verifyClient: ({ origin, secure, req }, done) =>
    done(origin !== 'http://evil', 403, 'Not You', { 'X-Why': `${origin} ${secure} ${req.url}` }),
  handleProtocols: (protocols) => protocols.has('b') && 'b',
});
server.on('wsClientError', (error, socket, request) => {
  note('wsClientError', error.message, request.url);
  socket.end('HTTP/1.1 400 Mine\r\nConnection: close\r\n\r\n');
});
const good = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const shake = (changes, first = 'GET /ws HTTP/1.1') =>
  `${[
    first,
    'Host: x',
    ...Object.entries({ ...good, ...changes })
      .filter(([, value]) => value !== undefined)
      .map((it) => it.join(': ')),
  ].join('\r\n')}\r\n\r\n`;
const cases = {
  'another path': shake({}, 'GET /x HTTP/1.1'),
  POST: shake({}, 'POST /ws HTTP/1.1'),
  'no upgrade': shake({ Upgrade: 'h2c' }),
  'no key': shake({ 'Sec-WebSocket-Key': undefined }),
  'short key': shake({ 'Sec-WebSocket-Key': 'abc' }),
  'version 12': shake({ 'Sec-WebSocket-Version': '12' }),
  'no version': shake({ 'Sec-WebSocket-Version': undefined }),
  'bad protocols': shake({ 'Sec-WebSocket-Protocol': 'a, a' }),
  'bad extensions': shake({ 'Sec-WebSocket-Extensions': ';' }),
  'an evil origin': shake({ Origin: 'http://evil' }),
  'plain GET': 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
};
for (const [what, text] of Object.entries(cases)) show(what, await exchange(port, text));
for (const wanted of [['a', 'b'], ['a'], []]) {
  const client = new WebSocket(`ws://127.0.0.1:${port}/ws?q=1`, wanted, {
    headers: { 'X-Own': '1' },
    origin: 'http://good',
  });
  client.on('upgrade', ({ statusCode, headers }) =>
    note('client', statusCode, JSON.stringify({ ...headers, 'sec-websocket-accept': '' })),
  );
  client.on('error', (error) => note('client', wanted.join(), error.message));
  client.on('open', () => (note('client', 'open', JSON.stringify(client.protocol)), client.close()));
  await once(client, 'close');
}
const wrong = connect(port);
wrong.on('error', (error) => note('wrong path', error.message));
await once(wrong, 'close');
server.close();

const answers = {
  'not 101': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  401: 'HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n',
  redirect: 'HTTP/1.1 302 Found\r\nLocation: /other\r\n\r\n',
  'no upgrade': 'HTTP/1.1 101 S\r\nConnection: Upgrade\r\n\r\n',
  'wrong accept': 'HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n',
  'no HTTP': 'what?\r\n\r\n',
  nothing: '',
};
for (const [what, answer] of Object.entries(answers)) {
  const plain = net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(answer)));
  const client = connect(await listening(plain), what === 'redirect' ? { followRedirects: true, maxRedirects: 1 } : {});
  if (what === '401')
    client.on(
      'unexpected-response',
      (request, response) => (note(what, 'unexpected', response.statusCode), client.terminate()),
    );
  client.on('redirect', (url) => note(what, 'redirect', url.replace(/\d{4,5}/, 'PORT')));
  client.on('error', (error) => note(what, describe(error)));
  client.on('close', (code) => note(what, 'close', code));
  await once(client, 'close');
  plain.close();
}
const silent = net.createServer(() => {});
const late = connect(await listening(silent), { handshakeTimeout: 50 });
late.on('error', (error) => note('late', describe(error)));
await once(late, 'close');
silent.close();
for (const args of [
  ['nonsense'],
  ['ftp://x'],
  ['ws://x#f'],
  ['ws://x', ['a', 'a']],
  ['ws://x', 'bad protocol'],
  ['ws://x', [], { protocolVersion: 12 }],
]) {
  try {
    new WebSocket(...args).on('error', () => {});
  } catch (error) {
    note('arguments', JSON.stringify(args), error.name, error.code, error.message);
  }
}
process.exit();
