// The forms of listen and connect, and what address() says of each.
import net from 'node:net';
import { note, once } from '../shared/notes.mjs';

const forms = {
  nothing: [],
  port: [0],
  'port, host': [0, '127.0.0.1'],
  'port, backlog': [0, 5],
  'port, host, backlog': [0, 'localhost', 5],
  options: [{ port: 0, host: '127.0.0.1', exclusive: true }],
  'options, no host': [{ port: 0 }],
  ipv6Only: [{ port: 0, host: '::1', ipv6Only: true }],
  text: ['0'],
  null: [null],
  'wild IPv4': [0, '0.0.0.0'],
};
for (const [form, args] of Object.entries(forms)) {
  const server = net.createServer((socket) => {
    note(form, 'peer', socket.remoteAddress, socket.remoteFamily, socket.localAddress === socket.remoteAddress);
    socket.end();
  });
  server.listen(...args);
  await once(server, 'listening');
  const { address, family, port } = server.address();
  note(form, address, family, port > 1023);
  const client = net.connect(port, family === 'IPv6' && address === '::1' ? '::1' : '127.0.0.1');
  client.resume();
  await once(client, 'close');
  note(form, 'client', client.remoteAddress, client.localAddress);
  await new Promise((resolve) => server.close(resolve));
}
const server = net.createServer((socket) => socket.end('hi')).listen(0);
await once(server, 'listening');
const { port } = server.address();
for (const args of [[port], [port, 'localhost'], [{ port }], [{ port, host: '::1', family: 6 }], [String(port)]]) {
  const client = net.createConnection(...args, () =>
    note('connect', JSON.stringify(args).replace(String(port), 'PORT'), 'called back'),
  );
  note(
    'connect',
    String(await new Promise((resolve) => client.once('data', resolve))),
    client.remoteAddress,
    client.remoteFamily,
  );
  await once(client, 'close');
}
server.close();
