// Server-sent events: the head and the first event come before the end, and the server hears that the client has gone.
import http from 'node:http';
import { describe, listening, note, once, settled } from '../shared/notes.mjs';

const server = http.createServer((request, response) => {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  let count = 0;
  const timer = setInterval(() => response.write(`id: ${++count}\ndata: event ${count}\n\n`), 10);
  request.on('close', () => {
    clearInterval(timer);
    note('server', 'request close', response.writableEnded, request.destroyed);
  });
  response.on('close', () => note('server', 'response close'));
});
const port = await listening(server);
const request = http.get({ port, host: '127.0.0.1', headers: { Accept: 'text/event-stream', 'Last-Event-ID': '3' } });
const response = await once(request, 'response');
note('client', JSON.stringify(response.rawHeaders.filter((name) => name !== 'Date').slice(0, 8)));
let text = '';
response.setEncoding('utf8');
response.on('error', (error) => note('client', 'error', describe(error)));
for await (const chunk of response) {
  text += chunk;
  if (text.includes('event 2\n\n')) break;
}
note('client', JSON.stringify(text.slice(0, text.indexOf('event 2\n\n') + 9)), response.complete, response.aborted);
await settled();
note('client', request.destroyed, response.destroyed);
server.close();
