// AsyncLocalStorage and AsyncResource through everything but a native await.
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { EventEmitterAsyncResource } = require('node:events');
const net = require('node:net');
const store = new AsyncLocalStorage();
const show = (label) => console.log(label, store.getStore());

store.run('one', () => {
  setTimeout(() => show('timer'), 200);
  setImmediate(() => show('immediate'));
  process.nextTick(() => show('tick'));
  queueMicrotask(() => show('microtask'));
  const emitter = new EventEmitterAsyncResource({ name: 'E' });
  emitter.on('x', () => show('emitter'));
  setTimeout(() => emitter.emit('x'), 240);
  const bound = AsyncResource.bind(() => show('bound'));
  setTimeout(() => store.run('two', bound), 280);
  const snapshot = AsyncLocalStorage.snapshot();
  setTimeout(() => snapshot(() => show('snapshot')), 320);
});
show('outside');
store.enterWith('entered');
show('entered');
setTimeout(() => show('after entered'), 360);
store.exit(() => show('exited'));
setTimeout(() => {
  store.run('server', () => {
    const server = net.createServer((socket) => {
      show('connection');
      socket.end();
    });
    server.listen(0, () => {
      show('listening');
      const client = net.connect(server.address().port, () => client.end('x'));
      client.on('close', () => server.close());
      client.resume();
    });
  });
}, 400);
