const net = require('node:net');
const [, , what, port] = process.argv;
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => {
    const [, code] = /^exit (\d)/.exec(String(data)) ?? [];
    if (code) process.exit(Number(code));
    socket.write(data);
  });
  socket.on('end', () => socket.end('and good bye'));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));
if (what === 'call') {
  const socket = net.connect(Number(port), '127.0.0.1', () => socket.end('from the child'));
  socket.on('close', () => server.close());
  socket.resume();
}
