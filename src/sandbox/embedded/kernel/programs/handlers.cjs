// A program that takes its own errors, one after the other.
process.on('unhandledRejection', (reason, promise) =>
  console.log('unhandledRejection', reason, promise instanceof Promise),
);
process.on('rejectionHandled', () => console.log('rejectionHandled'));
process.on('uncaughtException', (error, origin) => console.log('uncaughtException', error.message, origin));
process.on('warning', (warning) => console.log('warning', warning.name, warning.code));

let late;
const steps = [
  () => {
    late = Promise.reject('late');
  },
  () => late.catch(() => console.log('caught')),
  () => {
    process.nextTick(() => console.log('tick of a timer that threw'));
    throw new Error('in a timer');
  },
  () => {
    setImmediate(() => {
      throw new Error('in an immediate');
    });
    setImmediate(() => console.log('second immediate'));
  },
  () => process.emitWarning('careful', 'OwnWarning', 'OWN001'),
  () => {
    process.stdout.write('written\n', () => process.exit(3));
    setImmediate(() => console.log('never'));
  },
];

function next() {
  const step = steps.shift();
  if (!step) return;
  setTimeout(next, 20);
  step();
}
next();
