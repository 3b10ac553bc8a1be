// Ticks, promise jobs, immediates and timers, from the main script and from each other.
const log = (...what) => console.log(...what);
setTimeout(() => {
  log('timeout 1');
  process.nextTick(log, 'tick of timeout 1');
  Promise.resolve().then(() => log('job of timeout 1'));
  setImmediate(log, 'immediate of timeout 1');
}, 1);
setTimeout(log, 1, 'timeout 2');
process.nextTick(() => {
  log('tick 1');
  process.nextTick(log, 'tick of tick 1');
  queueMicrotask(() => log('microtask of tick 1'));
});
Promise.resolve().then(() => {
  log('job 1');
  process.nextTick(log, 'tick of job 1');
});
queueMicrotask(() => log('microtask 1'));
process.nextTick(log, 'tick 2');
log('main');
