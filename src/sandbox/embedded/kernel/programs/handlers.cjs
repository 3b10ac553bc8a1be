// A program that takes its own errors.
process.on('unhandledRejection', (reason, promise) =>
  console.log('unhandledRejection', reason, promise instanceof Promise),
);
process.on('rejectionHandled', () => console.log('rejectionHandled'));
process.on('uncaughtException', (error, origin) => console.log('uncaughtException', error.message, origin));
process.on('warning', (warning) => console.log('warning', warning.name, warning.code));

const late = Promise.reject('late');
setTimeout(() => late.catch(() => console.log('caught')), 10);
setTimeout(() => {
  process.nextTick(() => console.log('tick of a timer that threw'));
  throw new Error('in a timer');
}, 30);
setTimeout(() => console.log('still alive'), 60);
setTimeout(() => {
  setImmediate(() => {
    throw new Error('in an immediate');
  });
  setImmediate(() => console.log('second immediate'));
}, 90);
setTimeout(() => process.emitWarning('careful', 'OwnWarning', 'OWN001'), 120);
setTimeout(() => {
  process.stdout.write('written\n', () => {
    process.exit(3);
  });
  setImmediate(() => console.log('never'));
}, 150);
