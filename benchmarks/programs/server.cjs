// What the benchmark measures: echoes a message; `{"all":n}` goes to everyone; `memory` asks for the bytes in use.
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({ port: Number(process.env.PORT), perMessageDeflate: false }, () =>
  console.log('listening'),
);
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => {
    if (data[0] === 109) return socket.send(JSON.stringify(memory()));
    if (data[0] !== 123) return socket.send(data, { binary: isBinary });
    for (const client of server.clients) client.send(data, { binary: false });
  });
});

/** Null where a program cannot collect garbage: there the benchmark asks the browser. */
function memory() {
  try {
    require('node:v8').setFlagsFromString('--expose-gc');
    require('node:vm').runInNewContext('gc')();
  } catch {
    return null;
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
