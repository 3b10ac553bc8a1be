// A thousand requests in one write, a thousand header lines, a body in a thousand chunks: counts, and where it stops.
import http from 'node:http';
import { listening, note } from '../shared/notes.mjs';
import { tellServer } from '../shared/parser.mjs';
import { exchange } from '../shared/raw.mjs';

const server = http.createServer((request, response) => {
  let length = 0;
  request.on('data', (data) => (length += data.length));
  request.on('end', () => response.end(`${request.url} ${length}`));
});
const port = await listening(server);
const many = Array.from(
  { length: 1000 },
  (_, n) => `GET /${n} HTTP/1.1\r\nHost: x\r\n${n === 999 ? 'Connection: close\r\n' : ''}\r\n`,
).join('');
const answers = await exchange(port, many);
note('requests', answers.match(/HTTP\/1\.1 200/g).length, answers.slice(-6));
const chunks = Array.from({ length: 1000 }, () => '3\r\nabc\r\n').join('');
note(
  'chunks',
  (
    await exchange(
      port,
      `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`,
    )
  ).slice(-6),
);
server.close();
const lines = (count) =>
  `GET / HTTP/1.1\r\nHost:x\r\n${Array.from({ length: count }, (_, n) => `a${n % 9}:b\r\n`).join('')}\r\n`;
await tellServer([lines(30), lines(31), lines(32), lines(998), lines(999), lines(1000)].map((text) => text));
