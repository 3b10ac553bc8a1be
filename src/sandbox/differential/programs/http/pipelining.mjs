// Several requests in one write: answers in the order of the requests, whenever they are ready.
import http from 'node:http';
import { listening, note } from '../shared/notes.mjs';
import { exchange, show } from '../shared/raw.mjs';

const waiting = [];
const server = http.createServer((request, response) => {
  note('server', request.url, response.socket === null ? 'no socket yet' : 'socket');
  response.on('finish', () => note('finish', request.url));
  response.on('socket', () => note('server', request.url, 'gets the socket'));
  waiting.unshift(() => response.end(`answer to ${request.url}`));
  if (waiting.length === 3) for (const answer of waiting) answer();
});
const port = await listening(server);
const get = (path, last = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${last}\r\n`;
show('three', await exchange(port, get('/1') + get('/2') + get('/3', 'Connection: close\r\n')));
server.close();
