import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSandbox } from '../build/sandbox/index.ts';
import { UsageError } from './command.ts';
import { readProgram } from './program.ts';
import { RUNTIMES } from './runtimes.ts';
import { printed, startDuplex } from './testing/duplex.ts';

const FILES: Readonly<Record<string, string>> = {
  'whole/package.json': '{"main":"lib/start"}',
  'whole/lib/start.js': `
    const tiny = require('tiny');
    const { part } = require('../part.cjs');
    console.log(tiny, part, process.argv.slice(2).join(' '), process.env.COLOUR);
    console.error('to stderr');
    process.stdin.setEncoding('utf8').on('data', (text) => console.log('read', text.length));
    process.stdin.on('end', () => process.exit(42));
  `,
  'whole/part.cjs': `exports.part = 'part';`,
  'whole/node_modules/tiny/index.js': `module.exports = 'tiny';`,
  'whole/node_modules/tiny/index.d.ts': '',
  'own.ts': `
    import { WebSocketServer } from 'ws';
    const server: WebSocketServer = new WebSocketServer({ port: 0 }, () => { console.log('up'); server.close(); });
  `,
  'stay.cjs': `console.log('up'); setInterval(() => {}, 1000);`,
  'lost/package.json': '{"main":"gone.js"}',
  'garbled/package.json': '{',
  'none/readme.txt': '',
  'server/main.mjs': `console.log('main');`,
  'server/server.mjs': `console.log('server');`,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'duplex-run-'));
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  // So that no single test waits for it.
  await buildSandbox();
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function duplexRun(...args: readonly string[]) {
  const { child, output, ended } = startDuplex(folder, ['run', ...args]);
  child.stdin.end('größe');
  return { code: await ended, ...output };
}

describe.each(RUNTIMES)('duplex run --runtime %s', (runtime) => {
  it('gives a folder its packages, arguments, variables and input, and takes its output and exit code', async () => {
    const program = ['whole', '--runtime', runtime, '--env', 'COLOUR=blue', '--', '--flag', 'x'];
    expect(await duplexRun(...program)).toEqual({
      stdout: 'tiny part --flag x blue\nread 5\n',
      stderr: 'to stderr\n',
      code: 42,
    });
  });

  it('streams what a program prints, and ends it on Ctrl-C', async () => {
    const started = startDuplex(folder, ['run', 'stay.cjs', '--runtime', runtime]);
    await printed(started, 'up\n');
    started.child.kill('SIGINT');
    expect(await started.ended).toBe(130);
    expect(started.output).toEqual({ stdout: 'up\n', stderr: 'Stopped.\n' });
  });
});

describe('duplex run', () => {
  it("gives a file that has no packages beside it the course's own", async () => {
    expect(await duplexRun('own.ts')).toEqual({ stdout: 'up\n', stderr: '', code: 0 });
  });

  it('starts a server before a main file, or the one that is named', async () => {
    expect(await duplexRun('server')).toMatchObject({ stdout: 'server\n', code: 0 });
    expect(await duplexRun('server', '--entry', 'main.mjs')).toMatchObject({ stdout: 'main\n', code: 0 });
  });

  it.each([
    [[], /^Which program\? /],
    [['nowhere.js'], /^There is nothing at nowhere\.js\. /],
    [['own.ts', '--env', 'X'], /^--env X is no NAME=VALUE\. /],
  ])('cannot do %j, and says how to mend it', async (args, message) => {
    const { code, stdout, stderr } = await duplexRun(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['none', undefined, /none does not say which file to start: .* Name one with --entry\.$/],
    ['none/readme.txt', undefined, /^readme\.txt is no file that Node runs\. /],
    ['lost', undefined, /lost\/package\.json names "gone\.js" as its main, and there is no such file\. /],
    ['garbled', undefined, /garbled\/package\.json is no JSON: /],
    ['server', '../own.ts', /^There is no file \.\.\/own\.ts in .*server\. /],
    ['own.ts', 'own.ts', /own\.ts is a file, /],
  ])('finds no program in %s with the entry %s, and says how to mend it', async (given, entry, message) => {
    const reading = readProgram(path.join(folder, given), entry);
    await expect(reading).rejects.toBeInstanceOf(UsageError);
    await expect(reading).rejects.toThrow(message);
  });
});
