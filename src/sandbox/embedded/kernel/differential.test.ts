/** The same programs on native Node and in a worker: what they print and their exit codes are the same. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPage, type RunResult, type TestPage } from './test-page.ts';

const PROGRAMS = path.join(import.meta.dirname, 'programs');

/** Programs that end badly, a few lines each. */
const FAILURES: Readonly<Record<string, string>> = {
  'throw-error.cjs': "\n  throw Object.assign(new Error('boom'), { code: 'X' });\n",
  'throw-text.cjs': "throw 'text';\n",
  'throw-null.cjs': 'throw null;\n',
  'throw-object.cjs': 'throw { a: 1 };\n',
  'throw-object.mjs': 'throw { a: 1 };\n',
  'throw-type-error.cjs': 'const a = {};\n\n\ta.b.c();\n',
  'throw-in-timer.mjs': 'setTimeout(() => {\n  undefinedFunction();\n}, 1);\n',
  'throw-in-handler.cjs': "process.on('uncaughtException', () => { nope(); });\nthrow new Error('x');\n",
  'syntax-error.cjs': 'const x = 1;\nlet y = ;\n',
  'error-event.mjs':
    "import { EventEmitter } from 'node:events';\nnew EventEmitter().emit('error', new Error('bad'));\n",
  'reject-error.cjs':
    "async function f() { throw new RangeError('async') }\nf();\nsetTimeout(() => console.log('never'), 0);\n",
  'reject-text.cjs': "Promise.reject('foo');\n",
  'reject-object.cjs': "process.on('exit', (code) => console.log(code));\nPromise.reject({ a: 1 });\n",
  'reject-later.mjs': "setTimeout(() => Promise.reject(new TypeError('later')), 1);\nsetTimeout(() => {}, 5_000);\n",
  'exit-in-tick.cjs':
    "process.nextTick(() => { console.log('a'); try { process.exit(4); } catch { console.log('never'); } });\n" +
    "process.nextTick(() => console.log('never'));\nPromise.resolve().then(() => console.log('never'));\n",
  'exit-in-job.mjs': "await null;\nconsole.log('a');\nprocess.exit(5);\nconsole.log('never');\n",
  'exit-in-exit.cjs': "process.on('exit', () => process.exit(9));\n",
  'exit-code.cjs': 'process.exitCode = 7;\n',
  'throw-in-exit.cjs': "process.on('exit', () => { throw new Error('late'); });\n",
  'address-in-use.cjs':
    "const net = require('node:net');\nconst a = net.createServer().listen(0, () => {\n" +
    '  net.createServer().listen(a.address().port);\n});\n',
};

let page: TestPage;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'duplex-kernel-'));
  page = await openTestPage();
});
afterAll(async () => {
  await page[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Frames of the module loaders, which have their own tests, and what differs between any two runs. */
function comparable({ stdout, stderr, code }: RunResult): RunResult {
  const clean = (text: string) =>
    text
      .replaceAll(folder, '/app')
      .replace(/^ +at .*node:internal\/(?:modules|main).*(?: \{)?\n/gm, '')
      .replace(/^ +\.\.\. \d+ lines matching cause stack trace \.\.\.\n/gm, '')
      .replace(/\(node:\d+\)/g, '(node:PID)')
      .replace(/(:::|port: )\d{4,5}\b/g, '$1PORT');
  return { stdout: clean(stdout), stderr: clean(stderr), code };
}

async function onNode(name: string, text: string): Promise<RunResult> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return new Promise((resolve) => {
    execFile(process.execPath, [file], { cwd: folder, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, code: error ? Number(error.code) : 0 });
    });
  });
}

async function expectSame(name: string, text: string): Promise<void> {
  const entry = `/app/${name}`;
  const [here, native] = await Promise.all([page.run({ [entry]: text }, { entry }), onNode(name, text)]);
  expect(comparable(here)).toEqual(comparable(native));
}

describe('a program in the worker and on native Node', async () => {
  for (const name of await readdir(PROGRAMS)) {
    it(`prints the same: ${name}`, async () => expectSame(name, await readFile(path.join(PROGRAMS, name), 'utf8')));
  }
});

describe('a program that ends badly, in the worker and on native Node', () => {
  for (const [name, text] of Object.entries(FAILURES)) {
    it(`ends the same: ${name}`, () => expectSame(name, text));
  }
});
