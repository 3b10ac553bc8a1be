// The protocol as one generator for each connection: it asks for bytes with `yield` and reads like the standard's prose.
// Nothing is said to whoever breaks the rules, and an echo comes in pieces of 1000 bytes.
import { isUtf8 } from 'node:buffer';
import * as crypto from 'node:crypto';
import * as http from 'node:http';
import type { Duplex } from 'node:stream';

const PIECE = 1000;

function* conversation(write: (bytes: Buffer) => void): Generator<number, void, Buffer> {
  let kind = 0;
  let parts: Buffer[] = [];
  for (;;) {
    const [first, second] = (yield 2) as unknown as [number, number];
    const fin = (first & 128) === 128;
    const opcode = first & 15;
    const control = opcode >= 8;
    if (first & 112 || !(second & 128)) return;
    if (control ? !fin || (second & 127) > 125 || opcode > 10 : opcode > 2 || (opcode === 0) === (kind === 0)) return;
    let length = second & 127;
    if (length === 126) length = (yield 2).readUInt16BE();
    else if (length === 127) {
      const wide = yield 8;
      length = wide.readUInt32BE(0) * 2 ** 32 + wide.readUInt32BE(4);
    }
    if (!control && parts.reduce((sum, part) => sum + part.length, length) > 1_048_576) return;
    const mask = yield 4;
    const payload = yield length;
    for (let n = 0; n < length; n++) payload.writeUInt8(payload.readUInt8(n) ^ mask.readUInt8(n & 3), n);
    if (opcode === 8) {
      const code = length === 0 ? 1000 : length === 1 ? 0 : payload.readUInt16BE();
      if (code < 1000 || code === 1005 || code === 1006 || code === 1015 || code > 4999) return;
      return write(encode(8, true, payload.subarray(0, 2)));
    }
    if (opcode === 9) write(encode(10, true, payload));
    if (control) continue;
    kind ||= opcode;
    parts.push(payload);
    if (!fin) continue;
    const whole = Buffer.concat(parts);
    if (kind === 1 && !isUtf8(whole)) return;
    for (let at = 0; at === 0 || at < whole.length; at += PIECE) {
      write(encode(at === 0 ? kind : 0, at + PIECE >= whole.length, whole.subarray(at, at + PIECE)));
    }
    kind = 0;
    parts = [];
  }
}

function encode(opcode: number, fin: boolean, payload: Buffer): Buffer {
  const short = payload.length <= 125;
  const head = Buffer.alloc(short ? 2 : 4, short ? payload.length : 126);
  head.writeUInt8(opcode + (fin ? 128 : 0));
  if (!short) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** Feeds a generator that asks for so many bytes at a time. */
function drive(socket: Duplex, head: Buffer): void {
  const talk = conversation((bytes) => socket.write(bytes));
  let wanted = talk.next();
  let queue = [head];
  let held = head.length;
  const pump = () => {
    while (!wanted.done && held >= wanted.value) {
      const all = Buffer.concat(queue);
      const bytes = Buffer.from(all.subarray(0, wanted.value));
      queue = [all.subarray(wanted.value)];
      held = all.length - wanted.value;
      wanted = talk.next(bytes);
    }
    if (wanted.done) socket.end();
  };
  socket.on('readable', () => {
    for (let chunk = socket.read(); chunk; chunk = socket.read()) {
      if (wanted.done) continue;
      queue.push(chunk);
      held += chunk.length;
      pump();
    }
  });
  pump();
}

const server = new http.Server();
server.on('request', (request, response) => response.writeHead(request.method === 'GET' ? 426 : 405).end());
server.on('upgrade', (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
  for (const event of ['error', 'end']) socket.on(event, () => socket.end());
  const header = (name: string) => String(request.headers[`sec-websocket-${name}`] ?? '');
  const fault =
    `${request.method} ${request.url}` !== 'GET /ws'
      ? '404 Not Found'
      : request.headers.upgrade?.toLowerCase() !== 'websocket' || Number(header('version')) !== 13
        ? '426 Upgrade Required'
        : Buffer.from(header('key'), 'base64').length !== 16
          ? '418 I am a teapot'
          : '';
  if (fault) {
    socket.end(
      `HTTP/1.1 ${fault}\r\nSec-WebSocket-Version: 13\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nSorry\r\n0\r\n\r\n`,
    );
    return void socket.resume();
  }
  const sha = crypto.hash('sha1', `${header('key')}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${sha}\r\n\r\n`,
  );
  drive(socket, head);
});
server.listen(process.env.PORT);
