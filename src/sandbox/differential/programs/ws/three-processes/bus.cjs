// One line in, the same line out to every connection.
const net = require('node:net');
const readline = require('node:readline');

const peers = new Set();
const server = net.createServer((socket) => {
  peers.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => peers.delete(socket));
  readline.createInterface({ input: socket }).on('line', (line) => {
    for (const peer of peers) peer.write(`${line}\n`);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
