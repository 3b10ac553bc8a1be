/** WebSocket servers and clients that note what they see, and a client of bytes. */
import net from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { describe, note, once } from './notes.mjs';

const EVENTS = ['open', 'message', 'ping', 'pong', 'error', 'close', 'upgrade', 'unexpected-response'];

export function watchSocket(who, socket) {
  for (const event of EVENTS) {
    if (event === 'unexpected-response') continue;
    socket.on(event, (...args) =>
      note(
        who,
        event,
        ...args.map((arg) =>
          arg instanceof Error
            ? `${describe(arg)} ${arg.code} ${String(Object.getOwnPropertySymbols(arg).map((key) => arg[key]))}`
            : describe(arg),
        ),
        socket.readyState,
      ),
    );
  }
  return socket;
}

export async function serve(options = {}, onConnection) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  if (onConnection) server.on('connection', onConnection);
  await once(server, 'listening');
  return { server, port: server.address().port };
}

/** A client whose frames are the same each time. */
export function connect(port, options = {}, protocols = []) {
  return new WebSocket(`ws://127.0.0.1:${port}/`, protocols, { generateMask: (mask) => mask.fill(7), ...options });
}

/** A frame of a client, its mask all zero. */
export function frame(first, payload = Buffer.alloc(0), length = payload.length) {
  const head =
    length < 126
      ? [first, 0x80 | length]
      : length < 65_536
        ? [first, 0xfe, length >> 8, length & 255]
        : [first, 0xff, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >> shift) & 255)];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

/** Shakes hands by hand, sends bytes, and resolves with the bytes that came after the head, in hexadecimal. */
export async function bytes(port, parts, headers = []) {
  const socket = net.connect(port, '127.0.0.1');
  const received = [];
  socket.on('data', (data) => received.push(data)).on('error', () => {});
  socket.write(
    [
      'GET / HTTP/1.1',
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
      '',
      '',
    ].join('\r\n'),
  );
  const closed = once(socket, 'close');
  await once(socket, 'data');
  for (const part of parts) {
    if (!socket.writable) break;
    socket.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  const all = Buffer.concat(received);
  return all.subarray(all.indexOf('\r\n\r\n') + 4).toString('hex');
}
