// insecureHTTPParser, and a larger head by maxHeaderSize: what is let through then.
import { tellClient, tellServer } from '../shared/parser.mjs';

const head = (...lines) => `GET / HTTP/1.1\r\n${['Host: x', ...lines].join('\r\n')}\r\n\r\n`;
const post = (...lines) => head(...lines).replace('GET', 'POST');
await tellServer(
  [
    head('a: b\x01c'),
    head('a: b', ' folded'),
    head('a : b'),
    post('Content-Length: 5', 'Transfer-Encoding: chunked') + '0\r\n\r\n',
    post('Transfer-Encoding: chunked, gzip') + 'x',
    'GET / HTTP/1.1\nHost: x\n\n',
    post('Transfer-Encoding: chunked') + '3\r\nabc0\r\n\r\n',
    head('Connection: close') + head(),
    head('a: b\x00c'),
    head().replace('1.1', '1.9'),
    post('Content-Length: 1', 'Content-Length: 2') + 'a',
    post('Transfer-Encoding: chunked') + '3 \r\nabc\r\n0\r\n\r\n',
    head('a: b\rc'),
    'GET / HTTP/1.1\r\nHost: x\r\n\n',
  ],
  { insecureHTTPParser: true },
);
await tellServer([head(`A: ${'x'.repeat(30_000)}`), head(`A: ${'x'.repeat(33_000)}`)], { maxHeaderSize: 32_768 });
await tellClient([`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(20_000)}\r\nContent-Length: 0\r\n\r\n`], {
  maxHeaderSize: 32_768,
});
await tellClient(
  [
    'HTTP/1.1 200 OK\r\nA: b\x01\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\nContent-Length: 1\n\nx',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
  ],
  { insecureHTTPParser: true },
);
