// A process ends when nothing is left that is referenced.
const net = require('node:net');
setInterval(() => console.log('never'), 10_000).unref();
setTimeout(() => console.log('never'), 5_000).unref();
const server = net.createServer((socket) => socket.unref());
server.listen(0, () => {
  console.log('listening');
  server.unref();
  const client = net.connect(server.address().port);
  client.on('connect', () => {
    console.log('connected');
    client.unref();
    setTimeout(() => console.log('last timer'), 20);
  });
});
let times = 0;
process.on('beforeExit', (code) => {
  console.log('beforeExit', code, times);
  times += 1;
  if (times === 1) setTimeout(() => console.log('revived'), 1);
  if (times === 2) setImmediate(() => console.log('revived by immediate'));
  if (times === 3) Promise.resolve().then(() => console.log('job in beforeExit does not revive'));
});
process.on('exit', (code) => {
  console.log('exit', code, process.exitCode);
  setTimeout(() => console.log('never'), 0);
  process.nextTick(() => console.log('never'));
});
