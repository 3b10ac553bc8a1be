// The browser's way: addEventListener, on… properties, binaryType, the events and their fields.
import { WebSocket } from 'ws';
import { note, once } from '../shared/notes.mjs';
import { connect, serve } from '../shared/websocket.mjs';

const { server, port } = await serve({}, (socket) => {
  socket.onmessage = ({ data, type, target }) => note('server', type, String(data), target === socket);
  for (const data of ['text', Buffer.from([1, 2, 3])]) socket.send(data);
});
for (const binaryType of ['nodebuffer', 'arraybuffer', 'fragments', 'blob']) {
  const client = connect(port);
  client.binaryType = binaryType;
  const events = [];
  client.onopen = (event) => events.push(event.type);
  client.onmessage = async ({ data, type }) => {
    events.push(
      `${type} ${typeof data === 'string' ? data : Array.isArray(data) ? `array of ${data.length}` : data.constructor.name}`,
    );
    if (typeof data !== 'string') client.close(4000, 'bye');
  };
  client.addEventListener('message', { handleEvent: ({ type }) => events.push(`object ${type}`) }, { once: true });
  const removed = () => events.push('never');
  client.addEventListener('message', removed);
  client.removeEventListener('message', removed);
  client.onclose = ({ code, reason, wasClean, type }) => events.push(`${type} ${code} ${reason} ${wasClean}`);
  await once(client, 'close');
  note(binaryType, events.join(', '));
}
const failing = connect(1);
failing.onerror = ({ type, message, error }) => note('error', type, message, error.code);
failing.onclose = ({ code, wasClean }) => note('error', code, wasClean);
await once(failing, 'close');
note(
  'constants',
  WebSocket.CONNECTING,
  WebSocket.OPEN,
  failing.CLOSED,
  failing.url,
  failing.binaryType,
  failing.readyState,
);
try {
  failing.binaryType = 'nothing';
  note('constants', failing.binaryType);
} catch (error) {
  note('constants', error.message);
}
note('constants', typeof failing.onmessage, failing.onopen === null);
server.close();
