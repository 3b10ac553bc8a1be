/** Programs that take all they can: each is ended or told its limit, the page lives, and the next program runs at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../runtime.ts';
import { openTestHost, readToEnd, readUntil, type TestHost } from './testing.ts';

let host: TestHost;
let sandbox: Sandbox;
const isDeep = Boolean(process.env['DUPLEX_DEEP']);

describe.runIf(isDeep)('a storm', () => {
  beforeAll(async () => {
    host = await openTestHost({ images: [[]] });
    sandbox = await host.boot();
  });
  afterAll(() => host[Symbol.asyncDispose]());

  const runsAgain = async () => {
    await sandbox.write({ '/app/next.js': 'console.log("next")' });
    expect((await readToEnd(await sandbox.spawn({ entry: '/app/next.js' }))).stdout).toBe('next\n');
  };

  it.for([
    ['an endless loop', 'for (;;);'],
    ['promise jobs without end', '(function again() { Promise.resolve().then(again); })();'],
    ['queueMicrotask without end', '(function again() { queueMicrotask(again); })();'],
    ['nextTick without end', '(function again() { process.nextTick(again); })();'],
    ['setImmediate without end', '(function again() { setImmediate(again); })();'],
    ['timers without number', 'setInterval(() => { for (let i = 0; i < 1000; i++) setTimeout(() => {}, 1e6); }, 0);'],
    ['a regular expression that backtracks for ever', '/^(a+)+$/.test("a".repeat(60) + "b");'],
    [
      'a listener that throws for ever',
      'process.on("uncaughtException", () => {}); setInterval(() => { throw new Error("again"); }, 0);',
    ],
  ] as const)('of %s is ended by a kill', async ([, program]) => {
    await sandbox.write({ '/app/storm.js': `console.log('up');\n${program}` });
    const storm = await sandbox.spawn({ entry: '/app/storm.js' });
    await readUntil(storm, 'up');
    storm.kill();
    expect((await storm.exited).reason).toBe('killed');
    await runsAgain();
  });

  it('of output is dropped past its credit, and counted in one line', async () => {
    await sandbox.write({
      '/app/flood.js': `for (let i = 0; i < 5000; i++) console.log('x'.repeat(10_000)); console.error('the last');`,
    });
    const flood = await sandbox.spawn({ entry: '/app/flood.js' });
    await flood.exited;
    const { stdout, stderr } = await readToEnd(flood);
    expect(stdout.length).toBeLessThan(2 * 1024 * 1024);
    expect(stdout.match(/^\[\d+ bytes of output dropped\]$/gm)).toHaveLength(1);
    expect(stderr).toBe('the last\n');
    await runsAgain();
  });

  it('of sockets ends at the ports of the process, with an error that names it', async () => {
    const program = `
      const net = require('node:net');
      const kept = [];
      const server = net.createServer((socket) => kept.push(socket)).listen(3000, () => {
        let open = 0;
        const next = () => {
          const socket = net.connect(3000, '127.0.0.1');
          kept.push(socket);
          socket.on('connect', () => ++open < 100_000 ? next() : end('all')).on('error', (error) => end(error.code));
        };
        const end = (why) => { console.log(why, open >= 1000 && open < 22_000); process.exit(); };
        next();
      });`;
    await sandbox.write({ '/app/sockets.js': program });
    const { stdout, stderr } = await readToEnd(await sandbox.spawn({ entry: '/app/sockets.js' }));
    expect({ stdout, stderr }).toEqual({ stdout: 'EADDRNOTAVAIL true\n', stderr: '' });
    await runsAgain();
  });

  it('of processes ends at a stated number, with EAGAIN', async () => {
    const program = `
      const { spawn } = require('node:child_process');
      let started = 0;
      (function more() {
        const child = spawn(process.execPath, ['/app/idle.js']);
        child.on('spawn', () => { if (++started < 200) more(); }).on('error', (error) => { console.log(error.code, started); process.exit(); });
      })();`;
    await sandbox.write({ '/app/bomb.js': program, '/app/idle.js': 'setInterval(() => {}, 1000);' });
    const { stdout, stderr } = await readToEnd(await sandbox.spawn({ entry: '/app/bomb.js' }));
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^EAGAIN \d+\n$/), stderr: '' });
    await runsAgain();
  });

  it('of files ends at the size of the disk, with ENOSPC', async () => {
    const program = `
      const fs = require('node:fs');
      const piece = Buffer.alloc(16 * 1024 * 1024);
      let written = 0;
      try { for (let n = 0; n < 100; n++) { fs.writeFileSync('file' + n, piece); written += 16; } } catch (error) { console.log(error.code, error.syscall, written); }`;
    await sandbox.write({ '/app/files.js': program });
    const { stdout } = await readToEnd(await sandbox.spawn({ entry: '/app/files.js' }));
    expect(stdout).toBe('ENOSPC write 256\n');
    await runsAgain();
  });
});
