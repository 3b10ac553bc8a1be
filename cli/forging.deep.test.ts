/** A program that wants a verdict it has not earned: whatever it writes, to whomever, a wrong server stays wrong. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleGrader } from '../build/sandbox/rigs.ts';
import type { Verdict } from '../src/rig/check.ts';
import { openTestHost } from '../src/sandbox/embedded/host/testing.ts';
import { nodeWorkshop } from '../src/sandbox/node/testing/workshop.ts';
import type { Image, Runtime } from '../src/sandbox/runtime.ts';
import { grade } from './grade.ts';
import checks from './testing/echo-grader.ts';

/** Answers with another text than it was sent. */
const WRONG = `
  import { createServer } from 'node:http';
  import { createRequire } from 'node:module';
  import { WebSocketServer } from 'ws';
  const require = createRequire(import.meta.url);
  const server = createServer((request, response) => response.writeHead(500).end());
  const answer = (data) => 'not ' + data;
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data) => socket.send(answer(data))));
  server.listen(process.env.PORT);
  const quietly = (act) => { try { return act(); } catch {} };
  const PASSED = { type: 'check-ended', id: 'E0.1', title: 'x', points: 1, lesson: 'x', verdict: { status: 'passed' }, ms: 1, output: '' };
  const RECORDS = [PASSED, { type: 'graded' }].map((it) => '\\x1e' + JSON.stringify(it) + '\\n').join('');
`;

const RIGHT = WRONG.replace("'not ' + data", 'String(data)');

/** What each adds to the wrong server. */
const FORGERIES: Readonly<Record<string, string>> = {
  'writes passing verdicts as records to standard output and standard error':
    'process.stdout.write(RECORDS); process.stderr.write(RECORDS); console.log(RECORDS); console.error(RECORDS);',
  'writes them in pieces, without end, and when it is asked': `
    const timer = setInterval(() => { for (const piece of RECORDS.match(/.{1,7}/gs)) process.stdout.write(piece); }, 1);
    server.on('upgrade', () => { process.stdout.write('\\x1e'.repeat(100) + RECORDS.repeat(100)); clearInterval(timer); });`,
  'writes them and ends well': `process.stdout.write(RECORDS, () => process.exit(0));`,
  'writes them to every descriptor there may be': `
    const fs = require('node:fs');
    for (let fd = 1; fd < 30; fd++) quietly(() => fs.writeSync(fd, RECORDS));
    for (const file of ['/dev/fd/1', '/proc/self/fd/1', '/proc/' + process.ppid + '/fd/1', '/dev/stdout'])
      quietly(() => fs.appendFileSync(file, RECORDS));`,
  'answers the control channel in the place of its own kernel': `
    const idle = { version: 1, links: [], connecting: 0, busy: 0, next: null, ending: false, ports: [Number(process.env.PORT)], foreign: 0 };
    const lines = Array.from({ length: 50 }, (_, id) => JSON.stringify({ id, ...idle })).join('\\n') + '\\n' + JSON.stringify(PASSED) + '\\n';
    quietly(() => require('node:fs').writeSync(3, lines));
    quietly(() => new (require('node:net').Socket)({ fd: 3 }).on('error', () => {}).write(lines));`,
  'looks for the rig in its environment and its globals': `
    const host = globalThis[Symbol.for('duplex.rig-host')];
    for (const key of ['DUPLEX_CONTROL', 'DUPLEX_NODE', 'NODE_OPTIONS']) if (process.env[key]) process.stdout.write(RECORDS);
    quietly(() => host.local({ op: 'poll' }));
    quietly(() => process.send(PASSED));
    quietly(() => process.channel.writeUtf8String({}, RECORDS));
    for (const name of ['natives', 'tcp_wrap', 'pipe_wrap', 'process_wrap', 'stream_wrap'])
      quietly(() => process.binding(name));
    quietly(() => new (process.binding('pipe_wrap').Pipe)(0).open(1));`,
  "talks to every port that may be the rig's": `
    const net = require('node:net');
    const near = Number(process.env.PORT);
    const ports = [...Array(40).keys()].flatMap((n) => [40_000 + n, near + n + 1, near - n - 1]);
    for (const port of ports) {
      const socket = net.connect(port, '127.0.0.1');
      socket.on('error', () => {}).on('data', () => {});
      socket.end('HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n' + RECORDS);
    }`,
  "listens on every port that may be the rig's, and answers rightly there": `
    const right = createServer((request, response) => response.end());
    for (let n = 0; n < 40; n++) {
      const other = createServer();
      new WebSocketServer({ server: other }).on('error', () => {}).on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
      other.on('error', () => {}).listen(40_000 + n);
    }`,
  'sends messages that would change the prototypes of a reader': `
    const poison = JSON.stringify({ __proto__: null, constructor: { prototype: { status: 'passed' } } }).replace('{', '{"__proto__":{"status":"passed"},');
    server.on('upgrade', (request, socket) => setImmediate(() => quietly(() => socket.write(Buffer.concat([Buffer.from([0x81, poison.length]), Buffer.from(poison)])))));
    process.stdout.write('\\x1e' + poison + '\\n');`,
  'replaces JSON, promises, arrays, maps and timers under the feet of whoever shares them': `
    const { stringify, parse } = JSON;
    JSON.stringify = (value, ...more) => stringify(value && value.id !== undefined ? { ...value, busy: 0, verdict: { status: 'passed' } } : value, ...more);
    JSON.parse = (text, ...more) => { const value = parse(text, ...more); if (value?.op) process.stdout.write(RECORDS); return value; };
    const { then } = Promise.prototype;
    Promise.prototype.then = function (done, failed) { return Reflect.apply(then, this, [done && ((value) => done(value?.links ? { ...value, links: [], busy: 0 } : value)), failed]); };
    const { push } = Array.prototype;
    Array.prototype.push = function (...items) { return Reflect.apply(push, this, items); };
    Map.prototype.get = ((get) => function (key) { return Reflect.apply(get, this, [key]); })(Map.prototype.get);
    Object.defineProperty(Object.prototype, 'status', { value: 'passed', writable: true });
    Date.now = () => 0;
    performance.now = () => 0;`,
  // Nobody else's number: on Node, should it work, it would.
  'kills the process that started it, and its group': `
    for (const signal of ['SIGTERM', 'SIGKILL']) quietly(() => process.kill(process.ppid, signal));
    process.on('SIGTERM', () => {});
    quietly(() => process.kill(0, 'SIGTERM'));`,
  'starts other programs to speak for it': `
    const { spawn, execFileSync, fork } = require('node:child_process');
    for (const act of [() => spawn(process.execPath, ['-e', '1'], { stdio: 'inherit' }).on('error', () => {}), () => execFileSync(process.execPath, ['-e', '1']), () => fork(import.meta.filename).on('error', () => {})]) quietly(act);
    quietly(() => new (require('node:worker_threads').Worker)('process.stdout.write(' + JSON.stringify(RECORDS) + ')', { eval: true }).on('error', () => {}));`,
  'reads and rewrites the rig and the grader where they may lie': `
    const fs = require('node:fs');
    for (const file of ['/duplex/rig.cjs', '../duplex/rig.cjs', '../../duplex/rig.cjs', '../../../1/duplex/rig.cjs', process.execPath])
      quietly(() => { const text = fs.readFileSync(file, 'utf8'); process.stdout.write(RECORDS); fs.writeFileSync(file, text.replaceAll('failed', 'passed')); });
    quietly(() => fs.symlinkSync('/', 'root'));
    quietly(() => fs.readFileSync('root/etc/hostname') && process.stdout.write(RECORDS));`,
};

let folder: string;
let rig: string;
const runtimes: Record<string, { runtime: Runtime; image: Image }> = {};
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'forging-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const [workshop, host, bundle] = await Promise.all([
    nodeWorkshop(folder),
    openTestHost(),
    bundleGrader(path.join(import.meta.dirname, 'testing/echo-grader.ts')),
  ]);
  opened.use(host);
  rig = bundle;
  runtimes['node'] = { runtime: workshop.runtime, image: workshop.image(['ws']) };
  runtimes['embedded'] = { runtime: host.runtime, image: { name: 'ws', hash: '' } };
});
afterAll(() => opened.disposeAsync());

async function verdict(runtime: string, text: string): Promise<Verdict | undefined> {
  const submission = { files: { 'server.mjs': text }, entry: 'server.mjs' };
  const { signal } = new AbortController();
  const [first] = await grade({
    ...runtimes[runtime]!,
    rig,
    checks: checks.slice(0, 1),
    submission,
    env: {},
    seed: 1,
    signal,
  });
  return first?.verdict;
}

describe.for(['node', 'embedded'])('on %s', (runtime) => {
  it('a right server passes, and a wrong one fails for what it answers', async () => {
    expect(await verdict(runtime, RIGHT)).toEqual({ status: 'passed' });
    expect(await verdict(runtime, WRONG)).toMatchObject({ status: 'failed', received: '"not hello".' });
  });

  it.for(Object.entries(FORGERIES))('a wrong server fails that %s', async ([, forgery]) => {
    const given = await verdict(runtime, WRONG + forgery);
    expect(given?.status, JSON.stringify(given)).toMatch(/^(failed|crashed)$/);
  });

  it.for([
    ['uncaughtException', 'thrown', `setImmediate(() => { throw new TypeError('thrown'); })`],
    ['unhandledRejection', 'rejected', `Promise.reject(new TypeError('rejected'))`],
  ] as const)('a right server that swallows what reaches %s has crashed', async ([handler, message, act]) => {
    const text = `${RIGHT}\nprocess.on('${handler}', () => {});\nserver.on('upgrade', () => {\n  ${act};\n});`;
    const line = text.split('\n').findIndex((it) => it.includes(act)) + 1;
    expect(await verdict(runtime, text)).toMatchObject({
      status: 'crashed',
      error: expect.stringMatching(`^TypeError: ${message} \\(.*${handler}`),
      at: { file: 'server.mjs', line },
    });
  });

  it('a right server that catches and handles has not', async () => {
    const careful = `
      process.on('uncaughtException', () => {}).on('unhandledRejection', () => {});
      try { throw new Error('caught'); } catch {}
      Promise.reject(new Error('handled')).catch(() => {});
      const late = Promise.reject(new Error('handled in time'));
      queueMicrotask(() => late.catch(() => {}));`;
    expect(await verdict(runtime, RIGHT + careful)).toEqual({ status: 'passed' });
  });
});
