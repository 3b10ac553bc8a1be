// What the benchmark measures: echoes a message; `{"all":n}` goes to everyone.
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({ port: Number(process.env.PORT), perMessageDeflate: false }, () =>
  console.log('listening'),
);
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => {
    if (data[0] !== 123) return socket.send(data, { binary: isBinary });
    for (const client of server.clients) client.send(data, { binary: false });
  });
});
