// WebSocket clients on one side, the bus on the other; HTTP tells how it stands.
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import readline from 'node:readline';
import { WebSocketServer } from 'ws';

const [, , name, busPort] = process.argv;
const bus = net.connect(Number(busPort), '127.0.0.1');
await once(bus, 'connect');
let isBusUp = true;
bus.on('error', () => {});
bus.on('close', () => {
  isBusUp = false;
  for (const client of sockets.clients) client.send('the bus is gone');
});
const server = http.createServer((_request, response) =>
  response.end(JSON.stringify({ name, isBusUp, clients: sockets.clients.size })),
);
const sockets = new WebSocketServer({ server });
sockets.on('connection', (client) => {
  client.on('message', (data) => bus.write(`${name}: ${data}\n`));
});
readline.createInterface({ input: bus }).on('line', (line) => {
  for (const client of sockets.clients) client.send(line);
});
process.on('SIGTERM', () => {
  for (const client of sockets.clients) client.close(1001, `${name} leaves`);
  server.close(() => process.exit(3));
  bus.destroy();
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
