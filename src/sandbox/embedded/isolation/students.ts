/** For tests: programs that run as a student's do, below a trusted parent, in a page whose state is watched. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Output, Sandbox } from '../../runtime.ts';
import { openHost } from '../host/index.ts';
import { buildInto } from '../host/testing.ts';
import type { LeakServer } from './leak-server.ts';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Students extends AsyncDisposable {
  /** Runs a program, as `/app/server.cjs`, to its end. */
  run(program: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** All of the page that a program could have changed. */
  pageState(): Promise<unknown>;
}

/** The trusted parent: runs a student's program for each line of its input, beside servers of its own. */
const PARENT = `
const { spawn } = require('node:child_process');
const { createServer } = require('node:net');
const talk = createServer((socket) => { socket.on('error', () => {}); socket.on('data', (data) => socket.write(data)); });
talk.listen(4321, () => console.log(JSON.stringify({ ready: true })));
const own = createServer((socket) => socket.destroy()).listen(4322);
require('node:fs').writeFileSync('/app/of-the-parent', 'secret');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const env = JSON.parse(line);
  const child = spawn(process.execPath, ['/app/server.cjs'], { env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => { text.stdout += data; });
  child.stderr.on('data', (data) => { text.stderr += data; });
  child.stdio[3].on('data', (data) => { child.stdio[3].write(data); }).on('error', () => {});
  child.on('error', (error) => console.log(JSON.stringify({ ...text, stderr: String(error), code: null, signal: null })));
  child.on('close', (code, signal) => console.log(JSON.stringify({ ...text, code, signal })));
});
`;

/** A file written now might reach the frame behind the spawn, so the text of a program comes with its environment. */
const SERVER = `
const { PROGRAM } = process.env;
delete process.env.PROGRAM;
module._compile(PROGRAM, __filename);
`;

/** What probes need: where a browser's own things can be looked for, and how to say what was found. */
const TOOLS = `
const { runInThisContext } = require('node:vm');
const makers = [
  Function, (async () => {}).constructor, (function* () {}).constructor, (async function* () {}).constructor,
  setTimeout.constructor, process.nextTick.constructor, require('node:net').Socket.constructor, Error.captureStackTrace.constructor,
];
const isBrowsers = (value) => typeof value === 'function'
  ? /\\[native code\\]/.test(Function.prototype.toString.call(value))
  : typeof value === 'object' && value !== null && /Worker|MessagePort|Storage|Location|Window/.test(Object.prototype.toString.call(value));
/** Every way to a name. */
exports.reach = (name) => {
  const found = [];
  const look = (how, get) => { try { const value = get(); if (value !== undefined && !value?.then && !value?.next) found.push([how, value]); } catch {} };
  look('global', () => globalThis[name]);
  for (let at = globalThis; at; at = Object.getPrototypeOf(at)) {
    const { get, value } = Object.getOwnPropertyDescriptor(at, name) ?? {};
    look('prototype', () => value ?? (get && Reflect.apply(get, globalThis, [])));
  }
  makers.forEach((make, n) => look('constructor ' + n, () => make('return ' + name)()));
  look('indirect eval', () => (0, eval)(name));
  look('vm', () => runInThisContext(name));
  look('sloppy this', () => (function () { return this; })()[name]);
  return found;
};
/** Those of the names that lead to something of the browser, and how. */
exports.browsers = (...names) => names.flatMap((name) =>
  exports.reach(name).filter(([, value]) => isBrowsers(value)).map(([how]) => name + ' by ' + how));
exports.say = (value) => console.log(JSON.stringify(value));
exports.LEAK = process.env.LEAK;
exports.PORT = Number(new URL(process.env.LEAK).port);
/** The code of the error that something ends in, now or later. */
exports.fails = async (act) => {
  try { await act(); return 'done'; } catch (error) { return error.cause?.code ?? error.code ?? error.name; }
};
process.on('warning', () => {});
`;

export async function openStudents(leak: LeakServer): Promise<Students> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isolation-'));
  await buildInto(folder, [[]]);
  const { runtime, page, ...host } = await openHost({ folder });
  const sandbox = await runtime.boot({ name: 'bare', hash: '' }, new AbortController().signal);
  await page.evaluate(`(${fillPage})()`);
  await sandbox.write({
    '/app/tools.cjs': TOOLS,
    '/app/server.cjs': SERVER,
    '/duplex/parent.cjs': PARENT,
    '/duplex/secret.txt': "the grader's own",
  });
  const parent = await parentOf(sandbox);
  return {
    async run(program, env = {}) {
      const head = `const { reach, browsers, say, fails, LEAK, PORT } = require('./tools.cjs');`;
      return parent({ LEAK: leak.url, PROGRAM: `${head}\n${program}`, ...env });
    },
    pageState: () => page.evaluate(`(${readPage})()`),
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** One program at a time. */
async function parentOf(sandbox: Sandbox): Promise<(env: Readonly<Record<string, string>>) => Promise<Ended>> {
  const process = await sandbox.spawn({ entry: '/duplex/parent.cjs', env: { SECRET: "the parent's own" } });
  const input = process.input.getWriter();
  const lines = linesOf(process.output);
  await lines.next();
  return async (env) => {
    await input.write(`${JSON.stringify(env)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('The parent has ended.');
    return JSON.parse(value) as Ended;
  };
}

async function* linesOf(output: ReadableStream<Output>): AsyncGenerator<string> {
  let partial = '';
  for await (const { stream, text } of output) {
    if (stream === 'stderr') throw new Error(`The parent says: ${text}`);
    const lines = (partial + text).split('\n');
    partial = lines.pop() ?? '';
    yield* lines;
  }
}

/** In the page: something of each kind that a program might read or change. */
async function fillPage(): Promise<void> {
  localStorage.setItem('draft', 'secret');
  sessionStorage.setItem('draft', 'secret');
  // biome-ignore lint/suspicious/noDocumentCookie: what a program must not reach
  document.cookie = 'draft=secret';
  Object.assign(globalThis, { secret: 'of the page', heard: [] as unknown[] });
  const { heard } = globalThis as unknown as { heard: unknown[] };
  new BroadcastChannel('drafts').onmessage = ({ data }) => heard.push(data);
  addEventListener('message', ({ data }) => {
    if (!['pong', 'booted', 'loaded', 'exited'].includes((data as { type: string }).type)) heard.push(data);
  });
  await new Promise((resolve, reject) => {
    const request = indexedDB.open('drafts', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('drafts').put('secret', 'draft');
    request.onsuccess = resolve;
    request.onerror = reject;
  });
}

/** In the page. */
async function readPage(): Promise<unknown> {
  const { heard, secret } = globalThis as unknown as { heard: unknown[]; secret: unknown };
  return {
    heard,
    secret,
    title: document.title,
    path: location.pathname,
    globals: Object.getOwnPropertyNames(globalThis).sort(),
    elements: document.documentElement.outerHTML.replace(/srcdoc="[^"]*"/, ''),
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookie: document.cookie,
    databases: (await indexedDB.databases()).map(({ name, version }) => `${name} ${version}`),
    caches: await caches.keys(),
    locks: (await navigator.locks.query()).held?.length,
    prototypes: [Object.prototype, Array.prototype, Promise.prototype].map(
      (it) => Object.getOwnPropertyNames(it).length,
    ),
  };
}
