import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SandboxError } from '../../runtime.ts';
import { embeddedHost } from './index.ts';
import { openTestHost, readToEnd, readUntil, type TestHost } from './testing.ts';

const SERVER = `
  const net = require('node:net');
  net.createServer((socket) => socket.pipe(socket)).listen(3000, () => console.log('up'));
`;
const CLIENT = `
  const net = require('node:net');
  const socket = net.connect(3000, '127.0.0.1', () => socket.end('echo'));
  socket.on('data', (data) => console.log(String(data)));
  socket.on('error', (error) => console.log(error.code));
`;
const LOOP = `console.log('up'); for (;;);`;

describe.each(['none', 'cross-origin'] as const)('the embedded runtime on a page with isolation "%s"', (isolation) => {
  let host: TestHost;
  beforeAll(async () => {
    host = await openTestHost({ isolation });
  });
  afterAll(() => host?.[Symbol.asyncDispose]());

  it('is available', async () => {
    expect(await host.runtime.unavailable()).toBeUndefined();
  });

  it('lets programs of a sandbox meet, while another loops without end', async () => {
    await using sandbox = await host.boot();
    await sandbox.write({ '/app/server.js': SERVER, '/app/client.js': CLIENT, '/app/loop.js': LOOP });
    const loop = await sandbox.spawn({ entry: '/app/loop.js' });
    await readUntil(loop, 'up');
    const server = await sandbox.spawn({ entry: '/app/server.js' });
    await readUntil(server, 'up');
    expect((await readToEnd(await sandbox.spawn({ entry: '/app/client.js' }))).stdout).toBe('echo\n');

    loop.kill();
    expect(await loop.exited).toEqual({ code: null, reason: 'killed' });
    expect((await readToEnd(await sandbox.spawn({ entry: '/app/client.js' }))).stdout).toBe('echo\n');
  });

  it('frees the port of a killed process for the next', async () => {
    await using sandbox = await host.boot();
    await sandbox.write({ '/app/server.js': SERVER, '/app/client.js': CLIENT });
    for (let round = 0; round < 3; round++) {
      const server = await sandbox.spawn({ entry: '/app/server.js' });
      await readUntil(server, 'up');
      server.kill();
      await server.exited;
      expect((await readToEnd(await sandbox.spawn({ entry: '/app/client.js' }))).stdout).toBe('ECONNREFUSED\n');
    }
  });

  it('gives each rig a network of its own', async () => {
    await using sandbox = await host.boot();
    await sandbox.write({ '/app/server.js': SERVER });
    const env = { DUPLEX_CONTROL: JSON.stringify({ clock: 'real', now: 0, epoch: 0 }) };
    const first = await sandbox.spawn({ entry: '/app/server.js', env });
    const second = await sandbox.spawn({ entry: '/app/server.js', env });
    expect(await readUntil(first, 'up')).toBe('up\n');
    expect(await readUntil(second, 'up')).toBe('up\n');
  });

  it('runs several sandboxes side by side', async () => {
    const outputs = await Promise.all(
      [1, 2, 3].map(async (number) => {
        await using sandbox = await host.boot();
        await sandbox.write({ '/app/server.js': SERVER, '/app/client.js': CLIENT.replace('echo', `echo ${number}`) });
        await readUntil(await sandbox.spawn({ entry: '/app/server.js' }), 'up');
        return (await readToEnd(await sandbox.spawn({ entry: '/app/client.js' }))).stdout;
      }),
    );
    expect(outputs).toEqual(['echo 1\n', 'echo 2\n', 'echo 3\n']);
  });

  it('carries megabytes of input and output', async () => {
    await using sandbox = await host.boot();
    await sandbox.write({
      '/app/main.js': `
        let length = 0;
        process.stdin.on('data', (data) => { length += data.length; });
        process.stdin.on('end', () => console.log(length));
      `,
    });
    const process = await sandbox.spawn({ entry: '/app/main.js' });
    const writer = process.input.getWriter();
    const text = 'ü'.repeat(100_000);
    for (let i = 0; i < 20; i++) await writer.write(text);
    await writer.close();
    expect((await readToEnd(process)).stdout).toBe('4000000\n');
  });
});

describe('the embedded runtime for the command line', () => {
  it('says how to mend it when the sandbox has not been built', async () => {
    const failed = embeddedHost({ folder: '/nowhere' });
    await expect(failed).rejects.toBeInstanceOf(SandboxError);
    await expect(failed).rejects.toMatchObject({ code: 'SANDBOX_ASSET', message: expect.stringContaining('npm run') });
  });
});
