// Streams through express: pipes, server-sent events, an aborted client, compressed bodies in and out, a slow handler's order.

import http from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import express from 'express';
import { listening, note, once, settled } from '../shared/notes.mjs';

const app = express();
app.get('/pipe', (_request, response) => pipeline(Readable.from(['a', 'b', 'c']), response));
app.get('/gzip', (_request, response) =>
  pipeline(Readable.from(['x'.repeat(1000)]), createGzip(), response.set('Content-Encoding', 'gzip')),
);
app.post('/upper', (request, response) =>
  pipeline(
    request,
    new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) }),
    response,
  ),
);
app.post('/json', express.json(), (request, response) => response.json(request.body));
app.get('/events', (request, response) => {
  response.set({ 'Content-Type': 'text/event-stream' }).flushHeaders();
  const timer = setInterval(() => response.write('data: x\n\n'), 5);
  request.on('close', () => (clearInterval(timer), note('events', 'closed')));
});
app.get('/broken', (_request, response, next) =>
  pipeline(async function* () {
    yield 'one';
    throw new Error('source broke');
  }, response).catch((error) => (note('broken', error.message, response.headersSent), next(error))),
);
app.use(
  (error, _request, response, _next) => (
    note('handler', error.type ?? error.message, response.headersSent),
    response.headersSent ? response.destroy() : response.status(error.status ?? 500).end()
  ),
);
const server = http.createServer(app);
const port = await listening(server);
const ask = async (method, path, body, headers = {}) => {
  const request = http.request({ port, host: '127.0.0.1', method, path, headers, agent: false });
  request.end(body);
  const response = await once(request, 'response');
  const parts = [];
  try {
    for await (const chunk of response) parts.push(chunk);
  } catch (error) {
    parts.push(Buffer.from(`<${error.code}>`));
  }
  return [response.statusCode, response.headers['transfer-encoding'], Buffer.concat(parts)];
};
note('pipe', ...(await ask('GET', '/pipe')));
const [status, encoding, packed] = await ask('GET', '/gzip');
note('gzip', status, encoding, gunzipSync(packed).length);
note('upper', ...(await ask('POST', '/upper', 'text ü')));
for (const [name, pack] of [
  ['gzip', gzipSync],
  ['deflate', (await import('node:zlib')).deflateSync],
])
  note(
    'json',
    name,
    ...(await ask('POST', '/json', pack('{"packed":true}'), {
      'Content-Type': 'application/json',
      'Content-Encoding': name,
    })),
  );
note(
  'json',
  'broken',
  (await ask('POST', '/json', 'no gzip', { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }))[0],
);
note('broken', ...(await ask('GET', '/broken')));
const events = http.get({ port, host: '127.0.0.1', path: '/events', agent: false });
const response = await once(events, 'response');
response.on('error', () => {});
note('events', String(await once(response, 'data')).slice(0, 9), response.headers['content-type']);
events.destroy();
await settled();
server.close();
