// What send takes and makes of it, callbacks, bufferedAmount, sending in every state, fragments by hand.
import { note, once, settled } from '../shared/notes.mjs';
import { connect, serve } from '../shared/websocket.mjs';

const { server, port } = await serve({}, (socket) => {
  socket.on('message', (data, isBinary) => note('server', data.toString('latin1').slice(0, 30), data.length, isBinary));
  socket.on('close', (code) => note('server', 'close', code));
});
const client = connect(port);
try {
  client.send('early');
} catch (error) {
  note('client', error.message, client.readyState);
}
await once(client, 'open');
for (const data of [
  'text',
  'ü€😀',
  Buffer.from([1, 2]),
  new Uint8Array([3]),
  new Uint16Array([4]),
  new DataView(new ArrayBuffer(2)),
  new ArrayBuffer(3),
  [5, 6],
  7,
  true,
  new Blob(['blob']),
  {},
  null,
  undefined,
]) {
  try {
    client.send(data, (error) => note('callbacks', data?.constructor?.name, error?.message));
  } catch (error) {
    note('client', data?.constructor?.name, error.name, error.code ?? '', error.message);
  }
}
client.send('as bytes', { binary: true });
client.send(Buffer.from('as text'), { binary: false });
client.send('frag', { fin: false });
client.send('ment', { fin: true });
client.send('', () => note('callbacks', 'empty'));
note('client', 'buffered', client.bufferedAmount >= 0);
await new Promise((resolve) => client.send('flushed', resolve));
note('client', 'buffered', client.bufferedAmount);
client.pause();
note('client', client.isPaused);
client.resume();
client.close();
try {
  client.send('closing', (error) => note('callbacks', 'closing', error.message));
} catch (error) {
  note('client', 'closing', error.message);
}
note('client', 'buffered while closing', client.bufferedAmount);
await once(client, 'close');
client.send('closed', (error) => note('callbacks', 'closed', error.message));
client.send('no callback');
note('client', 'buffered when closed', client.bufferedAmount);
await settled();
server.close();
