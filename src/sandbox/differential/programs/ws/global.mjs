// Node's own WebSocket against a ws server: events, binaryType, close, errors.
import { note, once } from '../shared/notes.mjs';
import { serve } from '../shared/websocket.mjs';

const { server, port } = await serve({ handleProtocols: () => 'b' }, (socket, request) => {
  note('server', request.headers['sec-websocket-protocol'], request.headers['user-agent']);
  socket.on('message', (data, isBinary) => {
    note('server', String(data), isBinary);
    socket.send(data, { binary: isBinary });
  });
  socket.on('close', (code, reason) => note('server', 'close', code, String(reason)));
});
const client = new WebSocket(`ws://127.0.0.1:${port}/`, ['a', 'b']);
client.binaryType = 'arraybuffer';
const event = (name) => new Promise((resolve) => client.addEventListener(name, resolve, { once: true }));
const { type, constructor } = await event('open');
note('client', type, constructor.name, client.protocol, client.readyState, client.bufferedAmount, client.extensions);
client.send('text');
note('client', typeof (await event('message')).data);
client.send(new Uint8Array([1, 2]));
note('client', (await event('message')).data.constructor.name);
client.send(new Blob(['blob']));
note('client', (await event('message')).data.byteLength);
for (const args of [[1005], [1000, 'x'.repeat(124)]]) {
  try {
    client.close(...args);
  } catch (error) {
    note('client', error.name, error.message);
  }
}
client.close(4000, 'done');
const { code, reason, wasClean } = await event('close');
note('client', code, reason, wasClean, client.readyState);
const refused = new WebSocket('ws://127.0.0.1:1/');
refused.addEventListener('error', ({ type: name, message }) => note('refused', name, message));
await new Promise((resolve) =>
  refused.addEventListener('close', ({ code: number, wasClean: clean }) => resolve(note('refused', number, clean))),
);
for (const url of ['nonsense', 'ftp://x', 'ws://x#f']) {
  try {
    new WebSocket(url);
    note('arguments', url, 'taken');
  } catch (error) {
    note('arguments', url, error.name, error.message);
  }
}
server.close();
