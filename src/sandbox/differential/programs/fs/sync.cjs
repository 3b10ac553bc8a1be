// The synchronous calls of fs, with the errors they throw.
const fs = require('node:fs');
const path = require('node:path');
const tell = (label, f) => {
  try {
    console.log(label, f());
  } catch (e) {
    console.log(label, e.code, e.errno, e.syscall, e.path, e.dest, e.message);
  }
};
fs.mkdirSync('d/e/f', { recursive: true });
tell('mkdir again', () => fs.mkdirSync('d'));
tell('mkdirp result', () => path.basename(fs.mkdirSync('d/x/y', { recursive: true })));
tell('mkdirp none', () => fs.mkdirSync('d/x/y', { recursive: true }));
fs.writeFileSync('d/a.txt', 'hello');
fs.appendFileSync('d/a.txt', ' world');
tell('read', () => fs.readFileSync('d/a.txt', 'utf8'));
tell('read buf', () => fs.readFileSync('d/a.txt'));
fs.writeFileSync('d/a.txt', 'XX', { flag: 'r+' });
tell('r+', () => fs.readFileSync('d/a.txt', 'latin1'));
tell('wx', () => fs.writeFileSync('d/a.txt', '', { flag: 'wx' }));
tell('no dir', () => fs.writeFileSync('nope/a', ''));
tell('enoent', () => fs.readFileSync('nope'));
tell('eisdir', () => fs.readFileSync('d'));
tell('enotdir', () => fs.readFileSync('d/a.txt/b'));
tell('readdir', () => fs.readdirSync('d'));
tell('readdir file', () => fs.readdirSync('d/a.txt'));
tell('readdir types', () =>
  fs.readdirSync('d', { withFileTypes: true }).map((e) => [e.name, e.isDirectory(), e.isFile(), e.parentPath]),
);
tell('recursive', () => fs.readdirSync('d', { recursive: true }).sort());
tell('rmdir full', () => fs.rmdirSync('d'));
tell('unlink dir', () => fs.unlinkSync('d'));
tell('rm no', () => fs.rmSync('nope'));
tell('rm force', () => fs.rmSync('nope', { force: true }));
tell('rm dir', () => fs.rmSync('d'));
tell('rename', () => {
  fs.renameSync('d/a.txt', 'd/b.txt');
  return fs.existsSync('d/b.txt') && !fs.existsSync('d/a.txt');
});
tell('rename no', () => fs.renameSync('nope', 'x'));
tell('copy', () => {
  fs.copyFileSync('d/b.txt', 'd/c.txt');
  return fs.readFileSync('d/c.txt', 'utf8');
});
tell('copy excl', () => fs.copyFileSync('d/b.txt', 'd/c.txt', fs.constants.COPYFILE_EXCL));
tell('stat', () => {
  const s = fs.statSync('d/b.txt');
  return [s.size, s.isFile(), s.isDirectory(), (s.mode & 0o777).toString(8), s.nlink, s.mtime instanceof Date];
});
tell('stat no', () => fs.statSync('nope'));
tell('stat quiet', () => fs.statSync('nope', { throwIfNoEntry: false }));
tell('stat big', () => typeof fs.statSync('d', { bigint: true }).size);
tell('access', () => fs.accessSync('d'));
tell('access no', () => fs.accessSync('nope', fs.constants.R_OK));
tell('exists', () => [fs.existsSync('d'), fs.existsSync('nope'), fs.existsSync()]);
tell('truncate', () => {
  fs.truncateSync('d/c.txt', 3);
  return fs.readFileSync('d/c.txt', 'utf8');
});
tell('grow', () => {
  fs.truncateSync('d/c.txt', 5);
  return fs.readFileSync('d/c.txt');
});
tell('chmod', () => {
  fs.chmodSync('d/c.txt', 0o600);
  return (fs.statSync('d/c.txt').mode & 0o777).toString(8);
});
tell('utimes', () => {
  fs.utimesSync('d/c.txt', 1, 2);
  return fs.statSync('d/c.txt').mtimeMs;
});
const fd = fs.openSync('d/f.bin', 'w+');
tell('write', () => [fs.writeSync(fd, Buffer.from('abcdef')), fs.writeSync(fd, 'XY', 1), fs.writeSync(fd, 'tail')]);
const b = Buffer.alloc(4);
tell('readSync', () => [
  fs.readSync(fd, b, 0, 4, 0),
  b.toString(),
  fs.readSync(fd, b, { position: 8 }),
  b.toString(),
  fs.readSync(fd, b, 0, 4, 100),
]);
tell('fstat', () => fs.fstatSync(fd).size);
tell('ftruncate', () => fs.ftruncateSync(fd, 2));
fs.closeSync(fd);
tell('closed', () => fs.closeSync(fd));
tell('bad fd', () => fs.readSync(9999, b));
tell('writev', () => {
  const x = fs.openSync('d/v', 'w');
  const n = fs.writevSync(x, [Buffer.from('a'), Buffer.from('bc')]);
  fs.closeSync(x);
  return [n, fs.readFileSync('d/v', 'utf8')];
});
tell('mkdtemp', () => /^tmp-\w{6}$/.test(fs.mkdtempSync('tmp-')));
tell('cp', () => {
  fs.cpSync('d', 'copy', { recursive: true });
  return fs.readdirSync('copy').sort();
});
tell('cp dir', () => fs.cpSync('d', 'copy2'));
tell('realpath', () => path.basename(fs.realpathSync('./d/../d')));
tell('realpath no', () => fs.realpathSync('nope').length);
tell('opendir', () => {
  const dir = fs.opendirSync('d');
  const names = [];
  for (let e; (e = dir.readSync()); ) names.push(e.name);
  dir.closeSync();
  return names.sort();
});
tell('bad path', () => fs.readFileSync('a\0b'));
tell('bad type', () => fs.readFileSync({}));
tell('bad enc', () => fs.readFileSync('d/b.txt', 'nope'));
tell('url', () => fs.readFileSync(require('url').pathToFileURL('d/b.txt'), 'utf8'));
tell('bad flag', () => fs.openSync('d/b.txt', 'zz'));
tell('rm -r', () => {
  fs.rmSync('d', { recursive: true });
  return fs.existsSync('d');
});
tell('statfs', () => typeof fs.statfsSync('.').bsize);
tell('append fd', () => {
  const x = fs.openSync('ap', 'a+');
  fs.writeSync(x, 'one');
  fs.writeSync(x, 'two', 0);
  const r = fs.readFileSync(x, 'utf8');
  fs.closeSync(x);
  return r;
});
