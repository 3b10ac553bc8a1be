// process.exit in the middle of a delivery.
import net from 'node:net';

const server = net
  .createServer((socket) => {
    socket.on('data', () => {
      console.log('data');
      process.nextTick(() => console.log('tick before'));
      Promise.resolve().then(() => console.log('never: a job'));
      setImmediate(() => console.log('never: an immediate'));
      process.on('exit', (code) => {
        console.log('exit', code);
        process.nextTick(() => console.log('never'));
      });
      process.exitCode = 3;
      try {
        process.exit();
      } finally {
        console.log('never: finally');
      }
    });
  })
  .listen(0, () => net.connect(server.address().port).write('x'));
