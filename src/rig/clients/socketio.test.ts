import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothRuntimes, onBothRuntimes, RUNTIMES } from '../testing/both-runtimes.ts';
import checks from '../testing/socketio-grader.ts';

const server = `
  import http from 'node:http';
  import { Server } from 'socket.io';
  const web = http.createServer((request, response) => response.end(String(io.sockets.sockets.size)));
  const io = new Server(web);
  const exec = io.of('/exec');
  exec.use((socket, next) => next(socket.handshake.auth.token === 't' ? undefined : new Error('no token')));
  let n = 0;
  exec.on('connection', (socket) => {
    socket.on('say', ({ text }, ack) => {
      socket.broadcast.emit('said', { text, n: ++n });
      ack({ ok: true, who: socket.handshake.headers['x-who'], q: socket.handshake.query.q });
    });
    socket.on('ask me', () => socket.emit('question', (answer) => socket.emit('answered', answer)));
    socket.on('bytes', (bytes) => socket.broadcast.emit('bytes', bytes));
  });
  io.on('connection', (socket) => socket.on('say', (_, ack) => ack({ ok: true })));
  web.listen(process.env.PORT);
`;

let runtimes: BothRuntimes;

beforeAll(async () => {
  const grader = path.join(import.meta.dirname, '../testing/socketio-grader.ts');
  runtimes = await onBothRuntimes(grader, checks, ['socket.io', 'ws']);
}, 60_000);
afterAll(() => runtimes[Symbol.asyncDispose]());

describe.each(RUNTIMES)('Socket.IO clients on %s', (runtime) => {
  const run = async (id: string, seed = 1) => {
    const [ended] = await runtimes.grade(runtime, { 'server.mjs': server }, { only: [id], seed });
    return ended!;
  };

  it('speak to a real server, and show their packets', async () => {
    const { verdict, transcript } = await run('S1.1');
    expect(verdict).toMatchObject({ status: 'failed', received: 'This one.' });
    const { rows, marked } = transcript!;
    expect(rows.find(({ id }) => id === marked)).toMatchObject({
      link: 'bo',
      direction: 'down',
      preview: 'EVENT /exec said {"text":"hi","n":1}',
    });
    const previews = rows.map(({ preview }) => preview);
    expect(previews).toContain('CONNECT /exec {"token":"t"}');
    expect(previews).toContain('EVENT /exec say {"text":"hi"} (ack 0)');
    expect(previews).toContain('CONNECT_ERROR /exec {"message":"no token"}');
    expect(previews).toContain('pong probe');
  });

  it('meet faults, and come back in virtual time, with a jitter of the seed', async () => {
    const waited = async (seed: number) => {
      const { verdict } = await run('S1.2', seed);
      expect(verdict).toMatchObject({ status: 'failed', expected: 'A transcript.' });
      return (verdict as { received: string }).received;
    };
    const first = await waited(1);
    expect(await waited(1)).toBe(first);
    expect(await waited(2)).not.toBe(first);
  });
});
