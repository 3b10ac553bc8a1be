// What a server says of itself and refuses, before, while and after it listens.
import net from 'node:net';
import { describe, listening, note, once, settled, watch } from '../shared/notes.mjs';

const attempt = (what, run) => {
  try {
    note('attempts', what, String(run()));
  } catch (error) {
    note('attempts', what, error.name, error.code, error.message);
  }
};
const server = watch('server', net.createServer(), ['listening', 'connection', 'close', 'error']);
note('server', 'before', server.listening, server.address(), server._connections, server.maxConnections);
server.close((error) => note('server', 'close of a closed one', describe(error)));
attempt('port', () => server.listen(70000));
attempt('options', () => server.listen({}));
attempt('null port', () => server.listen({ port: 'abc' }));
attempt('boolean', () => server.listen(true));
const port = await listening(server);
note('server', 'while', server.listening, server.address().family, server.address().address);
attempt('again', () => server.listen(0));
attempt('connection listener', () => net.createServer('x'));
const clients = await Promise.all(
  [1, 2].map(async () => {
    const client = net.connect(port, '127.0.0.1');
    await once(client, 'connect');
    return client;
  }),
);
await settled();
server.getConnections((error, count) => note('server', 'connections', error, count));
server.close((error) => note('server', 'closed', error));
note('server', 'closing', server.listening, server.address());
server.close((error) => note('server', 'closed again', describe(error)));
const refused = watch('late', net.connect(port, '127.0.0.1'), ['error', 'close']);
await once(refused, 'close');
for (const client of clients) client.end();
await once(server, 'close');
attempt('listen anew', () => server.listen(0, '127.0.0.1') === server);
await once(server, 'listening');
await server[Symbol.asyncDispose]();
note('server', 'disposed', server.listening);
