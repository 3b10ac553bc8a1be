/**
 * What a student's process can do on `node`, under Node's permissions and our preload: one server tries everything, and says what came of
 * it. This runtime is no boundary against hostile code (SECURITY.md); what is held here keeps mistakes from doing harm.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleRig } from '../../testing/node-rig.ts';

const SERVER = `
import { createRequire } from 'node:module';
import path from 'node:path';
const require = createRequire(import.meta.url);
const fs = require('node:fs');
const outside = JSON.parse(process.env.OUTSIDE);
const own = process.cwd();
const outcomes = {};
const attempt = async (name, act) => {
  try { const value = await act(); outcomes[name] = value === undefined ? 'done' : String(value); }
  catch (error) { outcomes[name] = error.code ?? error.name; }
};
await attempt('writes into its own folder', () => fs.writeFileSync('mine.txt', 'x'));
await attempt('reads its own folder', () => fs.readFileSync('mine.txt', 'utf8'));
await attempt('listens', () => new Promise((resolve, reject) => {
  require('node:net').createServer().on('error', reject).listen(0, '127.0.0.1', function () { this.close(() => resolve()); });
}));
for (const file of [outside.file, '/etc/passwd', '/proc/self/environ', '/proc/' + process.ppid + '/environ', '/proc/self/fd/3', '/dev/fd/3'])
  await attempt('reads ' + file.replace(outside.file, 'a file outside').replace(process.ppid, 'parent'), () => fs.readFileSync(file).length);
await attempt('lists the folder above', () => fs.readdirSync(path.join(own, '../..')).length);
await attempt('lists by a relative path', () => fs.opendirSync('../../..').closeSync());
await attempt('opens by a buffer', () => fs.openSync(Buffer.from(outside.file)));
await attempt('opens by a file URL', () => fs.openSync(new URL('file://' + outside.file)));
await attempt('reads by a promise', () => fs.promises.readFile(outside.file));
await attempt('writes outside', () => fs.writeFileSync(outside.file, 'changed'));
await attempt('writes beside its folder', () => fs.writeFileSync(path.join(own, '../beside.txt'), 'x'));
await attempt('renames into its folder', () => fs.renameSync(outside.file, 'stolen.txt'));
await attempt('copies into its folder', () => fs.copyFileSync(outside.file, 'stolen.txt'));
await attempt('links out of its folder', () => { fs.symlinkSync(outside.file, 'link.txt'); return fs.readFileSync('link.txt', 'utf8'); });
await attempt('links hard', () => { fs.linkSync(outside.file, 'hard.txt'); return fs.readFileSync('hard.txt', 'utf8'); });
await attempt('changes modes outside', () => fs.chmodSync(outside.file, 0o777));
await attempt('watches outside', () => fs.watch(outside.file).close());
await attempt('requires outside', () => require(outside.file + '.cjs'));
await attempt('imports outside', () => import('file://' + outside.file + '.mjs'));
const { spawnSync, execFileSync, fork } = require('node:child_process');
await attempt('spawns', () => { const { error, status } = spawnSync('id'); if (error) throw error; return status; });
await attempt('executes Node', () => execFileSync(process.execPath, ['-e', '1']));
await attempt('forks', () => { fork(import.meta.filename); });
await attempt('replaces itself', () => process.execve('/bin/true', ['true'], {}));
await attempt('starts a thread', () => { new (require('node:worker_threads').Worker)('1', { eval: true }); });
await attempt('starts a cluster', () => { require('node:cluster').fork(); });
await attempt('loads an add-on', () => process.dlopen({ exports: {} }, '/lib/none.node'));
await attempt('makes a WASI', () => { new (require('node:wasi').WASI)({ version: 'preview1', preopens: { '/': '/' } }); });
await attempt('opens the inspector', () => { require('node:inspector').open(0); });
await attempt('writes a heap snapshot outside', () => require('node:v8').writeHeapSnapshot(path.join(own, '../heap.heapsnapshot')));
await attempt('writes a report outside', () => process.report.writeReport(path.join(own, '../report.json')));
await attempt('gives itself permission', () => { process.permission.has = () => true; return fs.readFileSync(outside.file).length; });
await attempt('asks whether a file is there', () => require('node:fs').existsSync(outside.file));
for (const pid of [process.ppid, 0x3fffffff]) await attempt('signals ' + (pid === process.ppid ? 'its parent' : 'a stranger'), () => process.kill(pid, 0));
await attempt('sees the control of the rig', () => [process.env.DUPLEX_CONTROL, process.env.DUPLEX_NODE, process.execArgv.join()].filter(Boolean).join() || 'nothing');
await attempt('speaks to a parent process', () => typeof process.send);
console.log('OUTCOMES ' + JSON.stringify(outcomes));
setInterval(() => {}, 1000);
`;

let folder: string;
let outcomes: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'outside-'));
  const file = path.join(folder, 'secret.txt');
  await Promise.all([writeFile(file, 'secret'), writeFile(`${file}.cjs`, ''), writeFile(`${file}.mjs`, '')]);
  await using rigs = await bundleRig('play');
  await using rig = await rigs.start({ 'server.mjs': SERVER }, 'real');
  rig.send({ type: 'start', entry: 'server.mjs', env: { OUTSIDE: JSON.stringify({ file }) } });
  let printed = '';
  while (!/OUTCOMES .*\n/.test(printed)) printed += (await rig.next('output')).text;
  outcomes = JSON.parse(/OUTCOMES (.*)\n/.exec(printed)?.[1] ?? '{}') as Record<string, string>;
});
afterAll(() => rm(folder, { recursive: true }));

const DENIED = 'ERR_ACCESS_DENIED';
const EXPECTED: Readonly<Record<string, string>> = {
  'writes into its own folder': 'done',
  'reads its own folder': 'x',
  listens: 'done',
  'reads a file outside': DENIED,
  'reads /etc/passwd': DENIED,
  'reads /proc/self/environ': DENIED,
  'reads /proc/parent/environ': DENIED,
  'reads /proc/self/fd/3': DENIED,
  'reads /dev/fd/3': DENIED,
  'lists the folder above': DENIED,
  'lists by a relative path': DENIED,
  'opens by a buffer': DENIED,
  'opens by a file URL': DENIED,
  'reads by a promise': DENIED,
  'writes outside': DENIED,
  'writes beside its folder': DENIED,
  'renames into its folder': DENIED,
  'copies into its folder': DENIED,
  'links out of its folder': DENIED,
  'links hard': DENIED,
  'changes modes outside': DENIED,
  'watches outside': DENIED,
  'requires outside': DENIED,
  'imports outside': DENIED,
  spawns: DENIED,
  'executes Node': DENIED,
  forks: DENIED,
  'replaces itself': DENIED,
  'starts a thread': DENIED,
  'starts a cluster': DENIED,
  'loads an add-on': 'ERR_DLOPEN_DISABLED',
  'makes a WASI': DENIED,
  'opens the inspector': DENIED,
  'writes a heap snapshot outside': DENIED,
  'writes a report outside': DENIED,
  'gives itself permission': DENIED,
  'asks whether a file is there': DENIED,
  'signals its parent': 'EPERM',
  'signals a stranger': 'EPERM',
  'sees the control of the rig': 'nothing',
  'speaks to a parent process': 'undefined',
};

describe('a server on node', () => {
  it.for(Object.entries(EXPECTED))('%s: %s', ([name, outcome]) => expect(outcomes[name]).toBe(outcome));

  it('tries nothing that is not expected, and changes nothing outside', async () => {
    expect(Object.keys(outcomes)).toEqual(Object.keys(EXPECTED));
    expect(await readFile(path.join(folder, 'secret.txt'), 'utf8')).toBe('secret');
  });
});
