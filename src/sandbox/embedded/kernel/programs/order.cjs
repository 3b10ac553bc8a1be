// Ticks, promise jobs, immediates and timers, each in its turn.
const log = (text) => console.log(text);

setImmediate(() => {
  log('immediate 1');
  process.nextTick(() => log('tick of immediate 1'));
  Promise.resolve().then(() => log('job of immediate 1'));
  setImmediate(() => log('immediate of the next turn'));
});
const cleared = setImmediate(() => log('never'));
setImmediate(() => log('immediate 2'));
setImmediate(() => clearImmediate(clearedByImmediate));
const clearedByImmediate = setImmediate(() => log('never'));
setImmediate(() => log('immediate 3'));
clearImmediate(cleared);

process.nextTick(() => {
  log('tick 1');
  Promise.resolve().then(() => {
    log('job of tick 1');
    process.nextTick(() => log('tick of a job'));
    queueMicrotask(() => log('job of a job'));
  });
});
process.nextTick(() => log('tick 2'));
Promise.resolve()
  .then(() => log('then 1'))
  .then(() => log('then 2'));
queueMicrotask(() => log('queueMicrotask'));
(async () => {
  log('async function');
  await null;
  log('after await');
})();

setTimeout(() => {
  setTimeout(() => log('timer of 200'), 200);
  setTimeout(() => log('timer of 100'), 100);
  const interval = setInterval(() => {
    log('interval');
    if (++interval.count === 2) clearInterval(interval);
  }, 300);
  interval.count = 0;
  const refreshed = setTimeout(() => log('refreshed'), 150);
  setTimeout(() => refreshed.refresh(), 100);
  setTimeout(() => log('cleared'), 25)[Symbol.dispose]();
}, 20);

process.on('beforeExit', () => {
  log(`beforeExit ${process.exitCode}`);
  if (process.exitCode === undefined) setTimeout(() => log('one more'), 1);
  process.exitCode = 0;
});
process.on('exit', (code) => {
  log(`exit ${code}`);
  setTimeout(() => log('never'), 0);
  process.nextTick(() => log('never'));
});
log('main');
