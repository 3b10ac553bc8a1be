// Known to differ: promise jobs behind a tick whose error was handled.
process.on('uncaughtException', (error) => console.log('caught', error.message));
process.nextTick(() => {
  throw new Error('in tick');
});
process.nextTick(() => console.log('next tick'));
queueMicrotask(() => console.log('microtask'));
