// A server on a path of the file system.
import net from 'node:net';

const server = net
  .createServer((socket) => socket.end('hi'))
  .on('error', ({ code, syscall }) => {
    console.log('error', code, syscall);
  });
server.listen('here.sock', () => {
  console.log('listening', server.address());
  net
    .connect('here.sock')
    .on('data', (data) => console.log(String(data)))
    .on('close', () => server.close());
});
