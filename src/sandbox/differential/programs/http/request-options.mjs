// What http.request makes of its arguments: the raw bytes it sends, and what it refuses.
import http from 'node:http';
import net from 'node:net';
import { listening } from '../shared/notes.mjs';

let seen = '';
const server = net.createServer((socket) => {
  socket.on('error', () => {});
  seen = '';
  socket.on('data', (data) => {
    seen += data.toString('latin1');
    if (/\r\n\r\n(?!.*Expect)/s.test(seen))
      setTimeout(() => socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'), 5);
  });
});
const port = await listening(server);
const base = { port, host: '127.0.0.1', agent: false };
const cases = [
  {},
  { method: 'post' },
  { method: 'DELETE', path: '/d?x=1#frag' },
  { auth: 'user:päss' },
  { headers: { HOST: 'other', 'X-A': ['1', '2'] } },
  { headers: ['Host', 'raw', 'X-B', '1', 'x-b', '2'] },
  { setHost: false },
  { setDefaultHeaders: false },
  { headers: { Connection: 'keep-alive' } },
  { method: 'PUT', headers: { 'Content-Length': 3 } },
  { method: 'PATCH', headers: { 'Transfer-Encoding': 'chunked' } },
  { path: '*', method: 'OPTIONS' },
  { method: 'GET', body: 'b' },
  { method: 'DELETE', body: 'b' },
  { method: 'POST', body: ['a', 'b'] },
  { method: 'POST', body: '' },
  { method: 'HEAD' },
  { headers: { cookie: ['a', 'b'] } },
  { host: 'localhost', headers: { 'X-Empty': '' } },
  { joinDuplicateHeaders: true },
  { insecureHTTPParser: true, maxHeaderSize: 1000 },
];
for (const { body, ...options } of cases) {
  await new Promise((resolve) => {
    const request = http.request({ ...base, ...options }, (response) => response.resume());
    request.on('error', (error) => console.log('error', error.code, error.message));
    request.on('close', resolve);
    if (Array.isArray(body)) for (const part of body) request.write(part);
    request.end(Array.isArray(body) ? undefined : body);
    console.log(
      JSON.stringify({ ...options, body }),
      request.method,
      request.path,
      request.host,
      request.protocol,
      JSON.stringify(request.getHeaders()),
    );
  });
  console.log(seen.replaceAll(String(port), 'PORT').replaceAll('\r\n', '\n    '));
}
for (const args of [
  ['http://127.0.0.1:1/a b'],
  [{ path: '/ü' }],
  [{ path: 'a b' }],
  [{ protocol: 'https:' }],
  [{ method: 'GE T' }],
  [{ method: 1 }],
  ['nonsense'],
  [new URL('ftp://x/')],
  [{ headers: { 'a b': 1 } }],
  [{ headers: { a: 'b\n' } }],
  [{ agent: 'x' }],
  [{ hostname: 1 }],
  [{ insecureHTTPParser: 1 }],
  [{ timeout: 'x' }],
  [{ port: -1 }],
  [{ maxHeaderSize: 'x' }],
  [{ headers: ['a'] }],
]) {
  try {
    http
      .request(...args)
      .on('error', (error) => console.log('later', error.code))
      .destroy();
    console.log('took', String(JSON.stringify(args)));
  } catch (error) {
    console.log(String(JSON.stringify(args)), error.name, error.code, error.message);
  }
}
const fromUrl = http.request(`http://user:pw@127.0.0.1:${port}/p?q=1`, { headers: { a: 1 } }, (response) =>
  response.resume(),
);
fromUrl.on('close', () => {
  console.log(seen.replaceAll(String(port), 'PORT'));
  server.close();
});
fromUrl.end();
