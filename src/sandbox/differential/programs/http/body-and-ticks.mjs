// Ticks and promise jobs between the head of a request and a body that came in the same bytes.
import http from 'node:http';
import { listening } from '../shared/notes.mjs';
import { exchange } from '../shared/raw.mjs';

const server = http.createServer((request, response) => {
  request.once('data', () => request.pause());
  setTimeout(() => {
    request.on('end', () => console.log('end'));
    request.resume();
    setTimeout(() => response.end(), 10);
  }, 10);
});
const port = await listening(server);
await exchange(port, 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx');
server.close();
