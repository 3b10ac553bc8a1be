/** Rigs are used again for many submissions: none may feel what was graded before it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleGrader } from '../build/sandbox/rigs.ts';
import { openTestHost } from '../src/sandbox/embedded/host/testing.ts';
import { imageName } from '../src/sandbox/image.ts';
import { nodeWorkshop } from '../src/sandbox/node/testing/workshop.ts';
import { Grader } from './grade.ts';
import type { RigParts } from './grading-rig.ts';
import checks from './testing/echo-grader.ts';

const RIGHT = `
  import { createServer } from 'node:http';
  import { readdirSync } from 'node:fs';
  import { WebSocketServer } from 'ws';
  const clean = readdirSync('.').join() === 'server.mjs' && !globalThis.spoilt && ''.at(0) === undefined;
  const server = createServer((request, response) => { response.statusCode = clean ? 200 : 500; response.end(); });
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
  server.listen(process.env.PORT);
`;

/** What a program can do to spoil the place for the next one. */
const NASTY = {
  'leaves files behind, and a package.json': {
    'package.json': '{"type":"commonjs"}',
    'left.json': '{}',
    'server.cjs': `require('node:fs').writeFileSync('more.txt', 'x'); setInterval(() => {}, 1000);`,
  },
  'changes what all programs share': {
    'server.mjs': `globalThis.spoilt = true; String.prototype.at = () => 'x'; process.env.PORT = '1'; process.exitCode = 9;`,
  },
  'floods its output and dies': {
    'server.mjs': `for (let n = 0; n < 2000; n++) console.log('x'.repeat(1000)); Promise.reject(new Error('late'));`,
  },
  'never answers again once it listens': {
    'server.mjs': `import net from 'node:net'; net.createServer((socket) => socket.on('error', () => {}).pause()).listen(process.env.PORT);
      setInterval(() => console.error('still here'), 10);`,
  },
  'answers after the check has given up': {
    'server.mjs': `import net from 'node:net';
      net.createServer((socket) => socket.on('error', () => {}).on('data', () => setTimeout(() => socket.end('HTTP/1.1 500 No\\r\\n\\r\\n'), 60000))).listen(process.env.PORT);`,
  },
};

let folder: string;
let rig: string;
const open: AsyncDisposable[] = [];
const parts = new Map<string, Omit<RigParts, 'rig' | 'signal'>>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isolation-'));
  rig = await bundleGrader(path.join(import.meta.dirname, 'testing/echo-grader.ts'));
  const workshop = await nodeWorkshop(folder);
  parts.set('node', { runtime: workshop.runtime, image: workshop.image(['ws']) });
  const host = await openTestHost({ images: [['ws']] });
  open.push(host);
  parts.set('embedded', { runtime: host.runtime, image: { name: imageName(['ws']), hash: '' } });
});

afterAll(async () => {
  for (const it of open) await it[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe.each(['node', 'embedded'])('on %s a right server passes', (runtime) => {
  it.each(Object.entries(NASTY))('after one that %s', async (_what, files) => {
    const { signal } = new AbortController();
    await using grader = new Grader({ ...parts.get(runtime)!, rig, signal });
    const statuses = async (submission: Parameters<Grader['grade']>[0]['submission']) =>
      (await grader.grade({ checks, submission, env: {}, seed: 1 })).map(({ verdict }) => verdict.status);
    const entry = Object.keys(files).find((name) => name.startsWith('server'))!;
    expect(await statuses({ files, entry })).not.toContain('passed');
    expect(await statuses({ files: { 'server.mjs': RIGHT }, entry: 'server.mjs' })).toEqual(['passed', 'passed']);
  });
});
