// How incoming headers are folded: duplicates, lists, cookies, distinct ones, joined ones; limits on their number.
import http from 'node:http';
import { listening } from '../shared/notes.mjs';
import { exchange } from '../shared/raw.mjs';

const lines = [
  'Host: a',
  'Host: b',
  'Content-Type: one',
  'Content-Type: two',
  'Cookie: a=1',
  'Cookie: b=2',
  'Accept: x',
  'Accept: y',
  'X-Own: 1',
  'x-own: 2',
  'Set-Cookie: p',
  'Set-Cookie: q',
  'User-Agent: u',
  'User-Agent: v',
  'Age: 1',
  'Age: 2',
  'Expires: e',
  'Expires: f',
  'X-Empty:',
  'X-Space:   padded value \t ',
  '__proto__: evil',
  'constructor: c',
  'X-Latin: gr\xf6\xdfe',
  'X-Tab: a\tb',
  'Upgrade-Insecure-Requests: 1',
  'Referer: r',
  'Referer: s',
  'If-None-Match: "a"',
  'If-None-Match: "b"',
];
for (const options of [
  {},
  { joinDuplicateHeaders: true },
  { maxHeadersCount: 3 },
  { maxHeadersCount: 31 },
  { maxHeadersCount: 29 },
  { requireHostHeader: false },
]) {
  const server = http.createServer(options, (request, response) => {
    if (options.joinDuplicateHeaders === undefined)
      console.log(JSON.stringify(request.rawHeaders), request.rawHeaders.length);
    console.log(JSON.stringify(request.headers, null, 1));
    console.log(
      Object.getPrototypeOf(request.headers),
      JSON.stringify(request.headersDistinct),
      request.headers.constructor,
    );
    response.end();
  });
  if (options.maxHeadersCount) server.maxHeadersCount = options.maxHeadersCount;
  const port = await listening(server);
  console.log(
    JSON.stringify(options),
    (await exchange(port, `GET / HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)).split('\r\n')[0],
  );
  console.log('no host', (await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).split('\r\n')[0]);
  server.close();
}
