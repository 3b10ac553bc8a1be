// Unhandled rejections, those handled late, and those handled in time.
process.on('unhandledRejection', (reason, promise) => {
  console.log('unhandled', reason instanceof Error ? reason.message : reason, promise instanceof Promise);
});
process.on('rejectionHandled', (promise) => console.log('handled later', promise instanceof Promise));
process.on('multipleResolves', () => console.log('never'));
const late = Promise.reject(new Error('late'));
setImmediate(() => setTimeout(() => late.catch((e) => console.log('caught', e.message)), 10));
Promise.reject(1);
Promise.reject(null);
(async () => {
  await null;
  throw new Error('async');
})();
const inTick = Promise.reject(new Error('in tick'));
process.nextTick(() => inTick.catch(() => console.log('caught in the tick')));
const inJob = Promise.reject(new Error('in job'));
queueMicrotask(() => inJob.catch(() => console.log('caught in the job')));
const inImmediate = Promise.reject(new Error('in immediate'));
setImmediate(() => inImmediate.catch(() => console.log('caught in the immediate')));
new Promise((_, reject) => {
  reject(new Error('first'));
  reject(new Error('second'));
});
Promise.all([Promise.reject(new Error('a')), Promise.reject(new Error('b'))]);
Promise.race([Promise.reject(new Error('race'))]).finally(() => console.log('finally'));
process.on('exit', (c) => console.log('exit', c));
