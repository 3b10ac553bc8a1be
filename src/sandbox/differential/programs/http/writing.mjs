// Writing a response: callbacks, cork, late writes and ends, encodings, what write() answers.
import http from 'node:http';
import { describe, listening, note } from '../shared/notes.mjs';
import { exchange, get, show } from '../shared/raw.mjs';

const attempt = (who, run) => {
  try {
    note(who, String(run()));
  } catch (error) {
    note(who, error.name, error.code, error.message);
  }
};
const routes = {
  '/callbacks': (response, who) => {
    note(
      who,
      response.write('a', () => note(who, 'a written')),
      response.writableLength,
      response.writableHighWaterMark,
      response.headersSent,
    );
    note(
      who,
      response.write(Buffer.from('b'), 'utf8', () => note(who, 'b written')),
      response.writableLength,
    );
    response.end('c', () => note(who, 'ended', response.writableEnded, response.writableFinished));
    note(who, response.writableEnded, response.writableFinished, response.writableLength);
  },
  '/late': (response, who) => {
    response.on('error', (error) => note(who, 'error', describe(error)));
    response.end('done');
    attempt(who, () => response.write('x', (error) => note(who, 'write', error?.code)));
    attempt(who, () => response.end('y', (error) => note(who, 'end', error?.code)));
    attempt(who, () => response.end((error) => note(who, 'end again', error?.code)));
  },
  '/types': (response, who) => {
    for (const chunk of [1, null, undefined, {}, [], true]) attempt(who, () => response.write(chunk));
    attempt(who, () => response.write('', () => note(who, 'empty written')));
    response.write('6869', 'hex');
    response.write(new Uint8Array([33]));
    response.end('w7w=', 'base64');
  },
  '/cork': (response, who) => {
    response.cork();
    response.write('one ');
    response.write('two ');
    note(who, response.writableCorked, response.writableLength);
    process.nextTick(() => {
      response.uncork();
      response.end('three');
    });
  },
  '/big': (response, who) => {
    note(who, response.write(Buffer.alloc(100_000, 'x')), response.writableNeedDrain);
    response.once('drain', () => {
      note(who, 'drain', response.writableLength);
      response.end();
    });
  },
  '/pipe': async (response, who) => {
    const { Readable, pipeline } = await import('node:stream');
    pipeline(Readable.from(['x', 'y', 'z']), response, (error) => note(who, 'pipeline', error));
  },
  '/latin': (response) => response.setHeader('Content-Type', 'text/plain').end('größe', 'latin1'),
  '/destroyed': (response, who) => {
    response.on('close', () => note(who, 'close', response.destroyed, response.writableAborted));
    response.destroy();
    note(
      who,
      response.write('x', (error) => note(who, 'write', error?.code)),
      response.destroyed,
    );
  },
};
const server = http.createServer((request, response) => routes[request.url](response, request.url));
const port = await listening(server);
for (const path of Object.keys(routes)) {
  const bytes = await exchange(port, get(path));
  if (path === '/big')
    note(path, bytes.length > 100_000, bytes.slice(0, 15), bytes.match(/x{1000,}/g)?.join('').length);
  else show(path, bytes);
}
server.close();
