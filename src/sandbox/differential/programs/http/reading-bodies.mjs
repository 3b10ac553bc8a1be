// Bodies read late, in part, not at all: what happens to them, and to the next request on the connection.
import http from 'node:http';
import { describe, listening, note } from '../shared/notes.mjs';
import { exchange, show } from '../shared/raw.mjs';

const routes = {
  '/ignored': (_request, response) => response.end('ignored'),
  '/late': (request, response) =>
    setTimeout(async () => {
      let text = '';
      for await (const chunk of request) text += chunk;
      response.end(text);
    }, 10),
  '/part': async (request, response) => {
    for await (const chunk of request) {
      response.end(String(chunk).slice(0, 1));
      break;
    }
    note('part', request.destroyed, request.readableAborted);
  },
  '/encoding': (request, response) => {
    const texts = [];
    request.setEncoding('utf8').on('data', (text) => texts.push(text));
    request.on('end', () => response.end(texts.join('')));
  },
  '/paused': (request, response) => {
    request.once('data', (data) => {
      request.pause();
      let text = String(data);
      setTimeout(
        () =>
          request
            .on('data', (more) => (text += more))
            .on('end', () => response.end(text))
            .resume(),
        10,
      );
    });
  },
  '/empty': (request, response) => {
    note('empty', request.readableEnded, request.complete);
    request
      .on('data', () => note('empty', 'data'))
      .on('end', () => (note('empty', 'end', request.complete), response.end()));
  },
};
const server = http.createServer((request, response) => routes[request.url](request, response));
server.on('connection', () => note('server', 'connection'));
const port = await listening(server);
const post = (path, body, ...headers) =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\n${[`Content-Length: ${Buffer.byteLength(body)}`, ...headers].join('\r\n')}\r\n\r\n${Buffer.from(body).toString('latin1')}`;
const last = post('/empty', '', 'Connection: close');
show('ignored, then another', await exchange(port, post('/ignored', 'body one'), last));
show('late', await exchange(port, post('/late', 'late body', 'Connection: close')));
show('part', await exchange(port, post('/part', 'abc', 'Connection: close')));
const bytes = post('/encoding', 'aü€😀', 'Connection: close');
show('bytes apart', await exchange(port, ...bytes));
const [head, body] = post('/paused', 'onetwo', 'Connection: close').split(/(?<=\r\n\r\n)/);
show('paused', await exchange(port, head, body.slice(0, 3), body.slice(3)));
show(
  'chunked',
  await exchange(
    port,
    'POST /encoding HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n',
    '0a\r\n0123456789\r\n0\r\n\r\n',
  ),
);
server.close();
