// Expect: 100-continue by default, handled, refused; other expectations; interim answers.
import http from 'node:http';
import { describe, listening, note, once } from '../shared/notes.mjs';
import { exchange, show } from '../shared/raw.mjs';

const body = async (request) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};
const handlers = {
  default: {},
  handled: {
    checkContinue: async (request, response) => {
      response.writeContinue();
      response.end(`got ${await body(request)}`);
    },
  },
  refused: { checkContinue: (_request, response) => response.writeHead(417, { Connection: 'close' }).end('no') },
  expectation: { checkExpectation: (request, response) => response.end(`expects ${request.headers.expect}`) },
};
for (const [who, events] of Object.entries(handlers)) {
  const server = http.createServer(async (request, response) => response.end(`plain ${await body(request)}`));
  for (const [event, handler] of Object.entries(events)) server.on(event, handler);
  const port = await listening(server);
  const head = (expect) =>
    `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\nExpect: ${expect}\r\n\r\n`;
  show(`${who}: 100-continue`, await exchange(port, head('100-continue'), 'abc'));
  show(`${who}: other`, await exchange(port, head('tea'), 'abc'));
  const request = http.request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    headers: { Expect: '100-continue', 'Content-Length': 3 },
    agent: false,
  });
  request.on('continue', () => (note(who, 'continue'), request.end('xyz')));
  request.on('response', (response) => note(who, 'response', response.statusCode));
  request.on('error', (error) => note(who, describe(error)));
  request.flushHeaders();
  const response = await once(request, 'response');
  note(who, await body(response));
  request.destroy();
  server.close();
}
const hints = http.createServer((_request, response) => {
  response.writeProcessing();
  response.writeEarlyHints({ link: ['</a.css>; rel=preload', '</b.js>; rel=preload'], 'x-trace': '1' }, () =>
    note('hints', 'written'),
  );
  try {
    response.writeEarlyHints({ link: 'no link' });
  } catch (error) {
    note('hints', error.code, error.message);
  }
  response.writeInformation?.(199, { 'X-A': 'b' });
  response.end('hi');
});
const port = await listening(hints);
show('interim answers', await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
hints.close();
