// permessage-deflate: what is agreed, the threshold, contexts kept and not, the bytes of small messages.
import { note, once } from '../shared/notes.mjs';
import { bytes, connect, frame, serve } from '../shared/websocket.mjs';

const settings = {
  off: [false, true],
  default: [true, true],
  'server only': [true, false],
  'no contexts': [{ serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 0 }, {}],
  'small windows': [{ serverMaxWindowBits: 9, clientMaxWindowBits: 10, threshold: 0 }, { threshold: 0 }],
  'level 1': [{ zlibDeflateOptions: { level: 1, memLevel: 7 }, threshold: 10 }, { threshold: 10 }],
  'one at a time': [{ concurrencyLimit: 1, threshold: 0 }, { threshold: 0 }],
};
for (const [who, [perMessageDeflate, theirs]] of Object.entries(settings)) {
  const { server, port } = await serve({ perMessageDeflate }, (socket, request) => {
    note(who, 'offered', request.headers['sec-websocket-extensions']);
    note(who, 'server', socket.extensions);
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  const client = connect(port, { perMessageDeflate: theirs });
  client.on('upgrade', (response) => note(who, 'agreed', response.headers['sec-websocket-extensions']));
  await once(client, 'open');
  for (const message of ['short', 'x'.repeat(2000), Buffer.alloc(5000, 'ab'), '', 'äöü'.repeat(500)]) {
    client.send(message);
    const [data, isBinary] = await new Promise((resolve) => client.once('message', (...args) => resolve(args)));
    note(who, data.equals(Buffer.from(message)), data.length, isBinary);
  }
  client.close();
  await once(client, 'close');
  server.close();
}
const offers = [
  'permessage-deflate',
  'permessage-deflate; client_max_window_bits',
  'permessage-deflate; server_max_window_bits=10',
  'permessage-deflate; unknown',
  'permessage-deflate; server_max_window_bits=20',
  'x-other, permessage-deflate',
  'permessage-deflate; server_no_context_takeover, permessage-deflate',
  'nonsense;;',
];
const { server, port } = await serve({ perMessageDeflate: { threshold: 0 } }, (socket, request) => {
  note('offers', request.headers['sec-websocket-extensions'], '→', socket.extensions);
  socket.on('error', (error) => note('errors', error.code, error.message));
  socket.on('message', (data) => socket.send(String(data)));
});
const end = frame(0x88, Buffer.from([3, 232]));
for (const offer of offers)
  note(
    'bytes',
    offer,
    await bytes(
      port,
      [frame(0x81, Buffer.from('hello hello')), frame(0x81, Buffer.from('hello hello')), end],
      [`Sec-WebSocket-Extensions: ${offer}`],
    ),
  );
const compressed = Buffer.from('f248cdc9c907', 'hex');
note(
  'bytes',
  'compressed',
  await bytes(port, [frame(0xc1, compressed), end], ['Sec-WebSocket-Extensions: permessage-deflate']),
);
note(
  'bytes',
  'garbage',
  await bytes(
    port,
    [frame(0xc1, Buffer.from('ffffffff', 'hex')), end],
    ['Sec-WebSocket-Extensions: permessage-deflate'],
  ),
);
note(
  'bytes',
  'compressed continuation',
  await bytes(
    port,
    [frame(0x01, Buffer.from('a')), frame(0xc0, compressed), end],
    ['Sec-WebSocket-Extensions: permessage-deflate'],
  ),
);
server.close();
