// fs/promises, file handles, and streams of files.
import { createReadStream, createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const tell = async (label, f) => {
  try {
    console.log(label, await f());
  } catch (e) {
    console.log(label, e.name, e.code, e.errno, e.syscall, e.path, e.message);
  }
};
await tell('read', () => fs.readFile('nope'));
await tell('write', () => fs.writeFile('a', 'line 1\nline 2\nline 3'));
await tell('readFile', () => fs.readFile('a', { encoding: 'utf8' }));
await tell('abort', () => fs.readFile('a', { signal: AbortSignal.abort() }));
const h = await fs.open('a', 'r+');
console.log(typeof h.fd);
await tell('h.read', async () => {
  const { bytesRead, buffer } = await h.read(Buffer.alloc(4), 0, 4, 5);
  return [bytesRead, buffer.toString()];
});
await tell('h.write', async () => (await h.write('LINE', 0)).bytesWritten);
await tell('h.stat', async () => (await h.stat()).size);
await tell('lines', async () => {
  const out = [];
  for await (const l of h.readLines({ start: 0 })) out.push(l);
  return out;
});
await tell('closed', () => h.stat());
await tell('using', async () => {
  await using x = await fs.open('a');
  return (await x.readFile('utf8')).length;
});
await tell('stream', async () => {
  await pipeline(
    createReadStream('a', { start: 5, end: 12, highWaterMark: 3 }),
    async function* (s) {
      for await (const c of s) yield c.toString().toUpperCase() + '|';
    },
    createWriteStream('b'),
  );
  return fs.readFile('b', 'utf8');
});
await tell('mkdirp', async () => path.basename(await fs.mkdir('x/y/z', { recursive: true })));
await tell('readdir', async () => (await fs.readdir('.', { recursive: true })).sort());
await tell('opendir', async () => {
  const n = [];
  for await (const e of await fs.opendir('.')) n.push(e.name);
  return n.sort();
});
await tell('rm', () => fs.rm('x'));
await tell('rm r', () => fs.rm('x', { recursive: true }));
await tell('access', () => fs.access('x'));
await tell('append', async () => {
  await fs.appendFile('b', 'end');
  return fs.readFile('b', 'latin1');
});
await tell('copy', () => fs.copyFile('b', 'c', 1));
await tell('copy excl', () => fs.copyFile('b', 'c', 1));
await tell('rename', () => fs.rename('c', 'd'));
await tell('stat', async () => (await fs.stat('d')).isFile());
await tell('mkdtemp', async () => {
  await using d = await fs.mkdtempDisposable('t-');
  return path.basename(d.path).length;
});
await tell('writeFile iterable', async () => {
  await fs.writeFile(
    'it',
    (async function* () {
      yield 'a';
      yield 'b';
    })(),
  );
  return fs.readFile('it', 'utf8');
});
await tell('truncate', async () => {
  await fs.truncate('it', 1);
  return fs.readFile('it', 'utf8');
});
await new Promise((r) =>
  createReadStream('missing')
    .on('error', (e) => console.log('stream error', e.code, e.syscall))
    .on('close', r),
);
await new Promise((r) => {
  const w = createWriteStream('nodir/x');
  w.on('error', (e) => console.log('w', e.code));
  w.on('close', r);
});
const rs = createReadStream('a', 'utf8');
rs.on('open', (fd) => console.log('open', typeof fd));
rs.on('ready', () => console.log('ready'));
rs.on('data', (d) => console.log('data', d.length));
rs.on('end', () => console.log('end'));
await new Promise((r) => rs.on('close', r));
console.log(rs.bytesRead, path.basename(rs.path), rs.pending);
