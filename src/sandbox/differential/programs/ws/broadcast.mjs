// Forty clients: each gets each message once and in order; leaving in between; the server's count.
import { note, once } from '../shared/notes.mjs';
import { connect, serve } from '../shared/websocket.mjs';

const { server, port } = await serve({}, (socket) => {
  socket.on('message', (data, isBinary) => {
    for (const client of server.clients) client.send(data, { binary: isBinary });
  });
});
const clients = await Promise.all(
  Array.from({ length: 40 }, async () => {
    const client = connect(port);
    client.got = [];
    client.on('message', (data) => client.got.push(String(data)));
    await once(client, 'open');
    return client;
  }),
);
note('server', server.clients.size);
const count = (number) =>
  Promise.all(
    clients
      .filter(({ readyState }) => readyState === 1)
      .map(
        (client) =>
          new Promise((resolve) => {
            const look = () => client.got.length >= number && resolve();
            client.on('message', look);
            look();
          }),
      ),
  );
for (let i = 0; i < 5; i += 1) clients[0].send(`first ${i}`);
await count(5);
for (const client of clients.slice(30)) client.terminate();
await Promise.all(clients.slice(30).map((client) => client.readyState === 3 || once(client, 'close')));
while (server.clients.size > 30) await new Promise((resolve) => setImmediate(resolve));
clients[1].send('second');
await count(6);
note(
  'clients',
  new Set(clients.slice(0, 30).map(({ got }) => got.join())).size,
  clients[0].got.join(),
  clients[39].got.length,
);
for (const client of server.clients) client.close(1001);
await Promise.all(clients.slice(0, 30).map((client) => client.readyState === 3 || once(client, 'close')));
while (server.clients.size > 0) await new Promise((resolve) => setImmediate(resolve));
server.close(() => note('server', 'closed'));
