// Connections that come to nothing: the errors whole, as util.inspect shows them.
import net from 'node:net';
import { inspect } from 'node:util';
import { listening, note, once } from '../shared/notes.mjs';

const server = net.createServer();
const port = await listening(server);
await new Promise((resolve) => server.close(resolve));

const plain = (error) =>
  inspect(error, { depth: 4 })
    .replace(/\n +at .*/g, '')
    .replaceAll(String(port), 'PORT');
for (const host of ['127.0.0.1', '::1', 'localhost']) {
  const socket = net.connect(port, host);
  socket.on('error', (error) => note(host, 'error', plain(error)));
  socket.on('connectionAttempt', (ip, at, family) => note(host, 'attempt', ip, at === port, family));
  socket.on('connectionAttemptFailed', (ip, at, family, error) => note(host, 'failed', ip, family, error.code));
  const hadError = await once(socket, 'close');
  note(host, 'close', hadError, socket.destroyed, socket.pending, socket.connecting, socket.readyState);
}
for (const options of [
  { port: 65536, host: '127.0.0.1' },
  { port: 'x' },
  {},
  { port: 1, localAddress: 'nowhere' },
  { port: 1, lookup: 1 },
  { port: 1, family: 5, host: 'localhost' },
]) {
  try {
    net.connect(options).on('error', (error) => note('options', JSON.stringify(options), plain(error)));
  } catch (error) {
    note('options', JSON.stringify(options), error.name, error.code, error.message);
  }
}
const failing = net.connect({
  port,
  host: 'name.of.ours',
  lookup: (host, _options, done) => done(Object.assign(new Error('no'), { code: 'ENOTFOUND', hostname: host })),
});
failing.on('lookup', (error, address, family, host) => note('lookup', error?.code, address, family, host));
failing.on('error', (error) => note('lookup', plain(error)));
await once(failing, 'close');
