// The calls of fs with callbacks, one after the other.
const fs = require('node:fs');
const log = (...a) => console.log(...a);
try {
  fs.readFile('x');
} catch (e) {
  log(e.code, e.message);
}
process.on('exit', (c) => log('exit', c));
const steps = [
  (done) => fs.readFile('nope', (e, d) => done('readFile', e.code, e.message, d)),
  (done) => fs.stat('.', (e, s) => done('stat', e, s.isDirectory())),
  (done) => fs.writeFile('a', 'x'.repeat(100_000), (...r) => done('written', ...r)),
  (done) => fs.readFile('a', 'utf8', (e, t) => done(t.length)),
  (done) => fs.rename('a', 'b', (...r) => done('renamed', ...r)),
  (done) => fs.readdir('.', (e, l) => done(l)),
  (done) => fs.access('zz', (e) => done(e.code)),
  (done) => fs.exists('b', (x) => done(x)),
  (done) => fs.symlink('b', 'l', (...r) => done('linked', ...r)),
  (done) => fs.readlink('l', (...r) => done(...r)),
  (done) => fs.unlink('b', (...r) => done('unlinked', ...r)),
  (done) => fs.stat('l', (e) => done(e.syscall, e.code)),
  (done) => fs.mkdtemp('k-', (e, p) => done(p.length)),
  (done) => fs.open('nope', 'r', (e) => done(e.syscall)),
  (done) => fs.rm('nope', { force: true }, (...r) => done('rm', ...r)),
];
const next = () => {
  const step = steps.shift();
  if (!step) return;
  let isLate = false;
  step((...seen) => {
    log(isLate, ...seen);
    next();
  });
  isLate = true;
};
next();
process.nextTick(() => log('tick'));
