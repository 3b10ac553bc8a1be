// Pings every second and gives each client 30 s to answer; ends a connection as late as it may.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX = 1024 * 1024;
const BEAT_MS = 1000;
const DEAD_MS = 30_000;
const LATE_MS = 1800;

class Violation extends Error {
  code: number;
  constructor(code: number) {
    super(`violation ${code}`);
    this.code = code;
  }
}

function frame(opcode: number, payload: Buffer): Buffer {
  const n = payload.length;
  let header: Buffer;
  if (n < 126) {
    header = Buffer.from([0x80 | opcode, n]);
  } else if (n < 65536) {
    header = Buffer.alloc(4);
    header[0] = 0x80 | opcode;
    header[1] = 126;
    header.writeUInt16BE(n, 2);
  } else {
    header = Buffer.alloc(10);
    header[0] = 0x80 | opcode;
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(n), 2);
  }
  return Buffer.concat([header, payload]);
}

function closeFrame(code?: number): Buffer {
  if (code === undefined) return frame(8, Buffer.alloc(0));
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code, 0);
  return frame(8, payload);
}

const REASONS: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  426: 'Upgrade Required',
};

function refuse(socket: Duplex, status: number, headers: string[] = []) {
  const body = `${status}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${REASONS[status]}`,
      'Connection: close',
      'Content-Type: text/plain',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );
}

class Peer {
  socket: Duplex;
  buffer: Buffer = Buffer.alloc(0);
  kind = 0;
  parts: Buffer[] = [];
  size = 0;
  done = false;
  alive = true;
  since = 0;

  constructor(socket: Duplex) {
    this.socket = socket;
  }

  send(opcode: number, payload: Buffer) {
    this.socket.write(frame(opcode, payload));
  }

  data(chunk: Buffer) {
    if (this.done) return;
    this.buffer = this.buffer.length ? Buffer.concat([this.buffer, chunk]) : chunk;
    try {
      while (!this.done && this.next()) {
        // the next frame
      }
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.finish(error.code);
    }
  }

  finish(code?: number) {
    this.done = true;
    this.parts = [];
    this.socket.write(closeFrame(code));
    setTimeout(() => this.socket.end(), LATE_MS);
    const timer = setTimeout(() => this.socket.destroy(), 1950);
    this.socket.once('close', () => clearTimeout(timer));
  }

  next(): boolean {
    const b = this.buffer;
    if (b.length < 2) return false;
    const first = b[0]!;
    const second = b[1]!;
    const fin = (first & 0x80) !== 0;
    const opcode = first & 0x0f;
    if (first & 0x70) throw new Violation(1002);
    if ((opcode > 2 && opcode < 8) || opcode > 10) throw new Violation(1002);
    if (!(second & 0x80)) throw new Violation(1002);
    let length = second & 0x7f;
    if (opcode >= 8 && (!fin || length > 125)) throw new Violation(1002);
    if (opcode === 0 && this.kind === 0) throw new Violation(1002);
    if ((opcode === 1 || opcode === 2) && this.kind !== 0) throw new Violation(1002);
    let at = 2;
    if (length === 126) {
      if (b.length < 4) return false;
      length = b.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (b.length < 10) return false;
      const big = b.readBigUInt64BE(2);
      if (big > BigInt(MAX)) throw new Violation(1009);
      length = Number(big);
      at = 10;
    }
    if (opcode < 8 && this.size + length > MAX) throw new Violation(1009);
    if (b.length < at + 4 + length) return false;
    const mask = b.subarray(at, at + 4);
    at += 4;
    const payload = Buffer.alloc(length);
    for (let i = 0; i < length; i++) payload[i] = b[at + i]! ^ mask[i & 3]!;
    this.buffer = b.subarray(at + length);
    if (opcode >= 8) this.control(opcode, payload);
    else this.fragment(opcode, fin, payload);
    return true;
  }

  fragment(opcode: number, fin: boolean, payload: Buffer) {
    if (opcode !== 0) this.kind = opcode;
    this.parts.push(payload);
    this.size += payload.length;
    if (!fin) return;
    const message = Buffer.concat(this.parts);
    const kind = this.kind;
    this.parts = [];
    this.size = 0;
    this.kind = 0;
    if (kind === 1 && !isUtf8(message)) throw new Violation(1007);
    this.message(kind, message);
  }

  message(kind: number, message: Buffer) {
    this.send(kind, message);
  }

  control(opcode: number, payload: Buffer) {
    if (opcode === 10) this.alive = true;
    if (opcode === 9) this.send(10, payload);
    if (opcode !== 8) return;
    if (payload.length === 1) throw new Violation(1002);
    if (payload.length === 0) {
      this.finish();
      return;
    }
    const code = payload.readUInt16BE(0);
    if (code < 1000 || code === 1005 || code === 1006 || code === 1015) throw new Violation(1002);
    this.finish(code);
  }
}

const server = createServer((request, response) => {
  request.resume();
  if (request.url !== '/ws') response.writeHead(404).end('not here\n');
  else if (request.method !== 'GET') response.writeHead(405, { Allow: 'GET' }).end('GET only\n');
  else response.writeHead(426, { Upgrade: 'websocket' }).end('upgrade\n');
});

server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
  socket.on('error', () => socket.destroy());
  const { headers } = request;
  if (request.url !== '/ws') {
    refuse(socket, 404);
    return;
  }
  if (request.method !== 'GET') {
    refuse(socket, 405, ['Allow: GET']);
    return;
  }
  if (headers.upgrade?.toLowerCase() !== 'websocket') {
    refuse(socket, 426, ['Upgrade: websocket']);
    return;
  }
  if (headers['sec-websocket-version'] !== '13') {
    refuse(socket, 426, ['Sec-WebSocket-Version: 13', 'Upgrade: websocket']);
    return;
  }
  const key = headers['sec-websocket-key'];
  if (key === undefined || !/^[A-Za-z0-9+/]{22}==$/.test(key)) {
    refuse(socket, 400);
    return;
  }
  const accept = createHash('sha1').update(key + GUID).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const peer = new Peer(socket);
  const beat = setInterval(() => {
    if (peer.done) return;
    const now = Date.now();
    if (peer.alive) peer.since = now;
    else if (now - peer.since > DEAD_MS) {
      clearInterval(beat);
      socket.destroy();
      return;
    }
    peer.alive = false;
    peer.send(9, Buffer.from('hb'));
  }, BEAT_MS);
  socket.on('close', () => clearInterval(beat));
  if (head.length > 0) peer.data(head);
  socket.on('data', (chunk: Buffer) => peer.data(chunk));
  socket.on('end', () => socket.end());
});

server.listen(process.env.PORT);
