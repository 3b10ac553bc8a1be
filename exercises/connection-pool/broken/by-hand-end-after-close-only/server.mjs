// Without any package: handshake and frames of RFC 6455 by hand. Whatever comes is a sign of life.
import { createHash } from 'node:crypto';
import http from 'node:http';

const MAX = Number(process.env.WEBSOCKET_MAX_CONNECTIONS ?? 1000);
const PING_MS = Number(process.env.WEBSOCKET_HEARTBEAT_INTERVAL ?? 30_000);
const IDLE_MS = Number(process.env.WEBSOCKET_CONNECTION_TIMEOUT ?? 300) * 1000;
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const CLOSE = 8;
const PING = 9;
const PONG = 10;

const connections = new Set();
const counts = { peak: 0, accepted: 0, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } };

class Connection {
  buffer = Buffer.alloc(0);
  heard = true;
  saidAt = performance.now();
  closing = false;

  constructor(socket) {
    this.socket = socket;
    connections.add(this);
    counts.accepted += 1;
    counts.peak = Math.max(counts.peak, connections.size);
    socket.on('data', (chunk) => this.read(chunk));
    // The sockets of an http server stay half open: the end of the peer's stream does not end ours.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => connections.delete(this));
  }

  send(opcode, payload = Buffer.alloc(0)) {
    this.socket.write(Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]));
  }

  close(code) {
    this.closing = true;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.send(CLOSE, payload);
  }

  read(chunk) {
    this.heard = true;
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const { buffer } = this;
      if (buffer.length < 2) return;
      let length = buffer[1] & 0x7f;
      let offset = 2;
      if (length === 126) {
        if (buffer.length < 4) return;
        length = buffer.readUInt16BE(2);
        offset = 4;
      } else if (length === 127) {
        if (buffer.length < 10) return;
        length = Number(buffer.readBigUInt64BE(2));
        offset = 10;
      }
      if (length > 1 << 20) return this.socket.destroy();
      if (buffer.length < offset + 4 + length) return;
      const mask = buffer.subarray(offset, offset + 4);
      const payload = buffer.subarray(offset + 4, offset + 4 + length).map((byte, i) => byte ^ mask[i & 3]);
      this.buffer = buffer.subarray(offset + 4 + length);
      this.handle(buffer[0] & 15, Buffer.from(payload));
    }
  }

  handle(opcode, payload) {
    if (opcode === PING) this.send(PONG, payload);
    else if (opcode === CLOSE) {
      if (!this.closing) this.send(CLOSE, payload.subarray(0, 2));
      connections.delete(this);
      this.socket.end();
    } else if (opcode < CLOSE) this.saidAt = performance.now();
  }
}

setInterval(() => {
  for (const connection of connections) {
    if (!connection.heard) {
      counts.timedOut.heartbeat += 1;
      connection.socket.destroy();
    } else if (!connection.closing && performance.now() - connection.saidAt >= IDLE_MS) {
      counts.timedOut.idle += 1;
      connection.heard = false;
      connection.close(4000);
    } else {
      connection.heard = false;
      if (!connection.closing) connection.send(PING);
    }
  }
}, PING_MS);

const server = http.createServer((request, response) => {
  const isStats = request.url === '/api/ws/stats';
  response.writeHead(isStats ? 200 : 404, { 'Content-Type': 'application/json' });
  response.end(isStats ? JSON.stringify({ active: connections.size, ...counts }) : '{}');
});

server.on('upgrade', (request, socket) => {
  socket.on('error', () => {});
  const refuse = (status, more = '') =>
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n${more}\r\n`);
  const key = request.headers['sec-websocket-key'];
  if (request.url !== '/ws' || !key) return refuse('400 Bad Request');
  if (connections.size >= MAX) {
    counts.rejected += 1;
    return refuse('503 Service Unavailable', 'Retry-After: 10\r\n');
  }
  const accept = createHash('sha1').update(key + GUID).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  new Connection(socket);
});

server.listen(process.env.PORT);
