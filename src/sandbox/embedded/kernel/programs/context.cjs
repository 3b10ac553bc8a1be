// AsyncLocalStorage and AsyncResource through everything but a native await, one after the other.
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { EventEmitterAsyncResource } = require('node:events');
const net = require('node:net');
const store = new AsyncLocalStorage();
const show = (label) => console.log(label, store.getStore());

const emitter = store.run('emitter', () => new EventEmitterAsyncResource({ name: 'E' }));
emitter.on('x', () => show('emitter'));
const bound = store.run('bound', () => AsyncResource.bind(() => show('bound')));
const snapshot = store.run('snapshot', () => AsyncLocalStorage.snapshot());

const steps = [
  () => store.run('one', () => setTimeout(() => show('timer'), 1)),
  () => store.run('one', () => setImmediate(() => show('immediate'))),
  () => store.run('one', () => process.nextTick(() => show('tick'))),
  () => store.run('one', () => queueMicrotask(() => show('microtask'))),
  () => show('outside'),
  () => emitter.emit('x'),
  () => store.run('two', bound),
  () => snapshot(() => show('snapshot')),
  () => {
    store.enterWith('entered');
    show('entered');
    setTimeout(() => show('after entered'), 1);
    store.exit(() => show('exited'));
  },
  () => store.run('server', serve),
];

function serve() {
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
}

// Each step runs in the context of the main program, when the one before it is over.
const next = () => {
  const step = steps.shift();
  if (!step) return;
  step();
  setTimeout(next, 50);
};
next();
