// Symbolic and hard links.
const fs = require('node:fs');
const path = require('node:path');
const tell = (label, f) => {
  try {
    console.log(label, f());
  } catch (e) {
    console.log(label, e.code, e.syscall, path.basename(e.path ?? ''), e.dest && path.basename(e.dest));
  }
};
fs.mkdirSync('d');
fs.writeFileSync('d/t.txt', 'target');
tell('symlink', () => fs.symlinkSync('t.txt', 'd/l'));
tell('read through', () => fs.readFileSync('d/l', 'utf8'));
tell('readlink', () => fs.readlinkSync('d/l'));
tell('lstat', () => [
  fs.lstatSync('d/l').isSymbolicLink(),
  fs.statSync('d/l').isSymbolicLink(),
  fs.statSync('d/l').isFile(),
]);
tell('again', () => fs.symlinkSync('t.txt', 'd/l'));
tell('readlink file', () => fs.readlinkSync('d/t.txt'));
tell('realpath', () => path.basename(fs.realpathSync('d/l')));
tell('dir link', () => {
  fs.symlinkSync('d', 'dl');
  return fs.readdirSync('dl').sort();
});
tell('through dir', () => fs.readFileSync('dl/l', 'utf8'));
tell('dangling', () => {
  fs.symlinkSync('nowhere', 'dang');
  return [fs.existsSync('dang'), fs.lstatSync('dang').isSymbolicLink()];
});
tell('read dangling', () => fs.readFileSync('dang'));
tell('loop', () => {
  fs.symlinkSync('loop2', 'loop1');
  fs.symlinkSync('loop1', 'loop2');
  fs.readFileSync('loop1');
});
tell('types', () =>
  fs
    .readdirSync('.', { withFileTypes: true })
    .map((e) => [e.name, e.isSymbolicLink(), e.isDirectory()])
    .sort(),
);
tell('unlink link', () => {
  fs.unlinkSync('d/l');
  return fs.existsSync('d/t.txt');
});
tell('rm dir link', () => {
  fs.rmSync('dl', { recursive: true });
  return fs.existsSync('d/t.txt');
});
tell('link', () => {
  fs.linkSync('d/t.txt', 'd/hard');
  fs.appendFileSync('d/hard', '!');
  return [
    fs.readFileSync('d/t.txt', 'utf8'),
    fs.statSync('d/hard').nlink,
    fs.statSync('d/hard').ino === fs.statSync('d/t.txt').ino,
  ];
});
tell('unlink hard', () => {
  fs.unlinkSync('d/t.txt');
  return [fs.readFileSync('d/hard', 'utf8'), fs.statSync('d/hard').nlink];
});
tell('link no', () => fs.linkSync('nope', 'x'));
tell('write through', () => {
  fs.symlinkSync('d/new', 'lw');
  fs.writeFileSync('lw', 'via link');
  return fs.readFileSync('d/new', 'utf8');
});
