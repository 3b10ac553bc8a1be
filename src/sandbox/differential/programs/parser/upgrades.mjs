// Upgrade and CONNECT with bodies, heads and odd Connection lines.
import { tellServer } from '../shared/parser.mjs';

const up = (...lines) => `GET /up HTTP/1.1\r\n${['Host: x', ...lines].join('\r\n')}\r\n\r\n`;
await tellServer([
  up('Connection: Upgrade', 'Upgrade: x'),
  `${up('Connection: Upgrade', 'Upgrade: x')}head`,
  up('Connection: upgrade, keep-alive', 'Upgrade: x') + 'a',
  up('Connection: Upgrade'),
  up('Upgrade: x'),
  up('Connection: close, Upgrade', 'Upgrade: x'),
  up('Connection: Upgrade', 'Upgrade: x').replace('1.1', '1.0'),
  up('Connection: Upgrade', 'Upgrade: x', 'Content-Length: 3') + 'abcdef',
  up('Connection: Upgrade', 'Upgrade: x', 'Transfer-Encoding: chunked') + '1\r\na\r\n0\r\n\r\n',
  up('Connection: Upgrade', 'Upgrade: x').replace('GET', 'POST') + 'abc',
  'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc',
  'CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n',
  'CONNECT a HTTP/1.1\r\nHost: x\r\n\r\n',
  up('Connection: Upgrade', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'),
  `${up('Connection: Upgrade', 'Upgrade: x')}GET / HTTP/1.1\r\nHost: x\r\n\r\n`,
]);
