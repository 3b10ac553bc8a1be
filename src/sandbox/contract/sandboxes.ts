import { describe, expect, it } from 'vitest';
import { SandboxError } from '../runtime.ts';
import { Running, type Subject, World } from './harness.ts';

const WAITS_FOR_EVER = 'console.log("up"); setInterval(() => {}, 1000);';

async function booted(subject: Subject, signal: AbortSignal) {
  return subject.runtime.boot(subject.image([]), signal);
}

export function sandboxes(subject: () => Subject): void {
  describe('a sandbox', () => {
    it('ends every process when it is disposed, and may be disposed twice', async () => {
      const sandbox = await booted(subject(), new AbortController().signal);
      await sandbox.write({ '/app/main.js': WAITS_FOR_EVER });
      const running = new Running(await sandbox.spawn({ entry: '/app/main.js' }));
      await running.printed('up');
      await sandbox[Symbol.asyncDispose]();
      expect((await running.end()).exit.code).toBeNull();
      await sandbox[Symbol.asyncDispose]();
      await expect(sandbox.spawn({ entry: '/app/main.js' })).rejects.toMatchObject({ code: 'SANDBOX_DISPOSED' });
      await expect(sandbox.write({ '/app/main.js': '' })).rejects.toBeInstanceOf(SandboxError);
    });

    it('ends when the signal it was booted with is aborted', async () => {
      const ending = new AbortController();
      const sandbox = await booted(subject(), ending.signal);
      await sandbox.write({ '/app/main.js': WAITS_FOR_EVER });
      const running = new Running(await sandbox.spawn({ entry: '/app/main.js' }));
      await running.printed('up');
      ending.abort();
      expect((await running.end()).exit.code).toBeNull();
      await sandbox[Symbol.asyncDispose]();
    });

    it('does not boot under a signal that is aborted already', async () => {
      await expect(booted(subject(), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('says what to do when there is no such image', async () => {
      const { runtime } = subject();
      const booting = runtime.boot({ name: 'left-pad', hash: '0' }, new AbortController().signal);
      await expect(booting).rejects.toMatchObject({
        code: 'SANDBOX_ASSET',
        message: expect.stringContaining('left-pad'),
      });
    });

    it('says so when a program to start is not there', async () => {
      const world = await World.boot(subject(), []);
      await expect(world.start('/app/nowhere.js')).rejects.toMatchObject({ code: 'SANDBOX_NO_SUCH_FILE' });
    });

    it('runs beside another without either hearing of the other', async () => {
      const program = `
        const say = require('./say.cjs');
        const server = require('node:net').createServer((socket) => socket.end(process.argv[2]));
        server.listen(Number(process.env.PORT), '127.0.0.1', () => say({ port: server.address().port }));
      `;
      const client = `
        const say = require('./say.cjs');
        const socket = require('node:net').connect(Number(process.env.PORT), '127.0.0.1');
        socket.on('data', (data) => say({ heard: String(data) }));
      `;
      // Where the ports are the machine's own, no two sandboxes can listen on one.
      const env = { PORT: subject().network === 'private' ? '3000' : '0' };
      const heard = await Promise.all(
        ['left', 'right'].map(async (name) => {
          const world = await World.boot(subject(), [], { '/app/server.js': program, '/app/client.js': client });
          const server = await world.start('/app/server.js', { args: [name], env });
          const { port } = await server.said<{ port: number }>('port');
          return (await world.run('/app/client.js', { env: { PORT: String(port) } })).says;
        }),
      );
      expect(heard).toEqual([[{ heard: 'left' }], [{ heard: 'right' }]]);
    });
  });
}
