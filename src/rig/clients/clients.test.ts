import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothRuntimes, onBothRuntimes, RUNTIMES } from '../testing/both-runtimes.ts';
import checks from '../testing/clients-grader.ts';

const server = `
  import http from 'node:http';
  const streams = new Set();
  let last, gone = 0;
  http.createServer((request, response) => {
    if (request.url === '/events') {
      last = request.headers['last-event-id'] + ' ' + request.headers['x-extra'];
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
      response.flushHeaders();
      streams.add(response);
      response.on('close', () => streams.delete(response));
    } else if (request.url === '/tell') {
      request.setEncoding('utf8').on('data', (text) => { for (const stream of streams) stream.write(text); });
      request.on('end', () => response.end());
    } else if (request.url === '/brief') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: once\\n\\n');
      setTimeout(() => response.end(), 1000);
    } else if (request.url === '/hold') {
      const timer = setTimeout(() => response.writeHead(204).end(), 25_000);
      response.on('close', () => { if (!response.writableEnded) { clearTimeout(timer); gone++; } });
    } else if (request.url === '/drop') request.socket.destroy();
    else if (request.url === '/gone') response.end(String(gone));
    else response.end(JSON.stringify({ open: streams.size, last }));
  }).listen(process.env.PORT);
`;

let runtimes: BothRuntimes;

beforeAll(async () => {
  runtimes = await onBothRuntimes(path.join(import.meta.dirname, '../testing/clients-grader.ts'), checks, ['ws']);
}, 60_000);
afterAll(() => runtimes[Symbol.asyncDispose]());

describe.each(RUNTIMES)('the clients of a check on %s', (runtime) => {
  it.each(['C1.1', 'C1.2'])('%s', async (id) => {
    const [ended] = await runtimes.grade(runtime, { 'server.mjs': server }, { only: [id] });
    expect(ended!.verdict).toEqual({ status: 'passed' });
  });
});
