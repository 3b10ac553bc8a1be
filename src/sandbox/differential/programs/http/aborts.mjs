// Requests given up: by destroy, by AbortSignal before and while, by the server, by a time-out.
import http from 'node:http';
import { describe, listening, note, once, settled } from '../shared/notes.mjs';

const server = http.createServer((request, response) => {
  const who = `server ${request.url}`;
  for (const event of ['aborted', 'close', 'error'])
    request.on(event, (error) => note(who, 'request', event, describe(error)));
  response.on('close', () => note(who, 'response close', response.writableEnded, response.errored?.code));
  if (request.url === '/socket') request.socket.destroy();
  if (request.url === '/response') response.destroy(new Error('mine'));
  if (request.url === '/partial') response.write('x', () => response.destroy());
});
const port = await listening(server);
const start = (path, options = {}) => {
  const request = http.get({ port, host: '127.0.0.1', path, agent: false, ...options });
  for (const event of ['abort', 'timeout', 'response', 'error', 'close'])
    request.on(event, (arg) => note(path, event, describe(arg), arg?.cause ? describe(arg.cause) : ''));
  request.on('response', (response) => {
    for (const event of ['data', 'aborted', 'end', 'error', 'close'])
      response.on(event, (arg) => note(path, 'response', event, describe(arg)));
  });
  return request;
};
await once(start('/socket'), 'close');
await once(start('/response'), 'close');
await once(start('/partial'), 'close');
const early = start('/early');
early.destroy();
await once(early, 'close');
const withError = start('/error');
withError.destroy(new RangeError('mine'));
await once(withError, 'close');
await once(start('/aborted-before', { signal: AbortSignal.abort() }), 'close');
const controller = new AbortController();
const late = start('/aborted', { signal: controller.signal });
server.once('request', () => setTimeout(() => controller.abort('why'), 10));
await once(late, 'close');
const slow = start('/timeout');
server.once('request', () => slow.setTimeout(40));
slow.on('timeout', () => slow.destroy());
await once(slow, 'close');
const old = start('/abort');
old.abort();
note('/abort', old.aborted, old.destroyed);
await once(old, 'close');
await settled();
server.close();
