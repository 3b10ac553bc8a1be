// Handlers of uncaught errors, from wherever these come.
process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin));
process.on('uncaughtException', (error, origin) =>
  console.log('caught', error instanceof Error ? error.message : error, origin),
);
process.on('exit', (code) => console.log('exit', code));
const { EventEmitter } = require('node:events');
const steps = [
  () => {
    throw new Error('in timer');
  },
  () =>
    setImmediate(() => {
      throw new Error('in immediate');
    }),
  () => setImmediate(() => console.log('next immediate')),
  () =>
    process.nextTick(() => {
      throw new Error('in tick');
    }),
  () =>
    queueMicrotask(() => {
      throw new Error('in microtask');
    }),
  () => Promise.reject(new Error('rejected')),
  () => new EventEmitter().emit('error', new Error('emitted')),
  () => new EventEmitter().emit('error', { plain: true }),
  () => {
    throw null;
  },
  () => {
    process.setUncaughtExceptionCaptureCallback((e) => console.log('captured', e.message));
    throw new Error('to the callback');
  },
  () => {
    process.setUncaughtExceptionCaptureCallback(null);
    process.removeAllListeners('uncaughtException');
    throw new Error('last');
  },
];
const timer = setInterval(() => (steps.length > 0 ? steps.shift()() : clearInterval(timer)), 2);
