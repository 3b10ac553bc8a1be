// The events of a client's request and response: whole, cut short, with a wrong length, without an answer.
import http from 'node:http';
import net from 'node:net';
import { describe, listening, note, once, settled } from '../shared/notes.mjs';

const answers = {
  whole: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'until close': 'HTTP/1.1 200 OK\r\n\r\nok',
  'HTTP/1.0': 'HTTP/1.0 200 OK\r\n\r\nok',
  'cut short': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok',
  'chunked, cut short': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
  'no answer': '',
  'half a head': 'HTTP/1.1 200 OK\r\nContent-',
  'no HTTP': 'nonsense\r\n\r\n',
  'too much': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more',
  early: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
};
for (const [who, answer] of Object.entries(answers)) {
  const server = net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(answer)));
  const port = await listening(server);
  const request = http.get({ port, host: '127.0.0.1', agent: false });
  for (const event of ['socket', 'finish', 'continue', 'information', 'response', 'abort', 'timeout', 'error', 'close'])
    request.on(event, (arg) =>
      note(
        who,
        'request',
        event,
        event === 'information' ? `${arg.statusCode} ${arg.rawHeaders}` : describe(arg),
        request.reusedSocket,
      ),
    );
  request.on('response', (response) => {
    note(
      who,
      'head',
      response.statusCode,
      response.statusMessage,
      response.httpVersion,
      JSON.stringify(response.headers),
    );
    for (const event of ['data', 'end', 'aborted', 'error', 'close'])
      response.on(event, (arg) => note(who, 'response', event, describe(arg), response.complete));
  });
  await once(request, 'close');
  await settled();
  note(who, 'at last', request.destroyed, request.aborted, request.writableEnded);
  server.close();
}
