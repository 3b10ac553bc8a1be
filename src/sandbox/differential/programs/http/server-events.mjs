// The events of request, response and socket on a server: a plain exchange, one with a body, and one that the client leaves.
import http from 'node:http';
import { describe, listening, note, once, settled } from '../shared/notes.mjs';
import { exchange, get } from '../shared/raw.mjs';

const server = http.createServer((request, response) => {
  const who = request.url;
  note(who, 'request', request.method, request.httpVersion, request.complete, request.readableEnded);
  for (const event of ['end', 'close', 'aborted', 'error'])
    request.on(event, (...args) =>
      note(who, 'request', event, ...args.map(describe), request.complete, request.destroyed),
    );
  for (const event of ['prefinish', 'finish', 'close', 'error'])
    response.on(event, (...args) =>
      note(who, 'response', event, ...args.map(describe), response.writableFinished, response.destroyed),
    );
  request.on('data', (data) => note(who, 'data', describe(data)));
  if (who === '/left') {
    response.write('partial');
    response.socket.once('close', () => {
      note(
        who,
        'write after',
        response.write('x', (error) => note(who, 'write callback', error?.code)),
        response.writableEnded,
      );
      response.end('y', (error) => note(who, 'end callback', error?.code));
    });
    return;
  }
  request.on('end', () =>
    response.end('done', () => note(who, 'end callback', response.headersSent, response.finished)),
  );
});
for (const event of ['connection', 'close', 'checkContinue', 'clientError'])
  server.on(event, () => note('server', event));
const port = await listening(server);
await exchange(port, get('/plain'));
await exchange(port, 'POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc', 'def');
const leaving = http.get({ port, host: '127.0.0.1', path: '/left', agent: false });
const [response] = await new Promise((resolve) => leaving.once('response', (it) => resolve([it])));
response.once('data', () => leaving.destroy());
response.on('error', (error) => note('client', describe(error)));
await once(response, 'close');
await settled();
server.close();
