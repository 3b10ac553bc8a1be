// No package at all. Answers 101 at once, does not read before it knows who it is: what comes waits in the socket.
const { createHash, randomBytes } = require('node:crypto');
const http = require('node:http');
const auth = import('./auth.js');

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const peers = new Set();
const tickets = new Map();
const drops = new Map();

class Peer {
  constructor(socket) {
    this.socket = socket;
    this.user = null;
    this.gone = false;
    this.bytes = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.gone = true;
      peers.delete(this);
    });
  }

  frame(opcode, payload) {
    if (this.gone || !this.socket.writable) return;
    const head = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
    this.socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...head]), payload]));
  }

  say(message) {
    this.frame(1, Buffer.from(JSON.stringify(message)));
  }

  close(code) {
    this.frame(8, Buffer.from([code >> 8, code & 255]));
    this.gone = true;
    peers.delete(this);
    this.socket.end();
    this.socket.resume();
  }

  enter(user) {
    this.user = user;
    peers.add(this);
    this.socket.on('data', (chunk) => this.feed(chunk));
    this.socket.on('end', () => this.close(1000));
    this.socket.resume();
  }

  feed(chunk) {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    while (!this.gone && this.bytes.length >= 6) {
      const short = this.bytes[1] & 127;
      const at = short === 126 ? 4 : 2;
      const length = short === 126 ? this.bytes.readUInt16BE(2) : short;
      if (short === 127 || !(this.bytes[1] & 128)) return this.close(1002);
      if (this.bytes.length < at + 4 + length) return;
      const opcode = this.bytes[0] & 15;
      const payload = Buffer.from(this.bytes.subarray(at + 4, at + 4 + length));
      for (let i = 0; i < length; i += 1) payload[i] ^= this.bytes[at + (i % 4)];
      this.bytes = this.bytes.subarray(at + 4 + length);
      if (opcode === 8) return this.close(payload.length > 1 ? payload.readUInt16BE(0) : 1000);
      if (opcode === 9) this.frame(10, payload);
      if (opcode === 1) this.hear(JSON.parse(payload.toString()));
    }
  }

  hear({ type, text }) {
    const { userId, role } = this.user;
    if (type === 'alert' && role !== 'manager') return this.say({ type: 'error', code: 'FORBIDDEN' });
    // Drops of the last moments, each dry after 50 ms of its turn.
    const now = process.hrtime.bigint();
    const full = drops.get(userId) ?? now;
    const next = (full > now ? full : now) + 50_000_000n;
    if (next - now > 2_000_000_000n) return this.say({ type: 'error', code: 'RATE_LIMITED' });
    drops.set(userId, next);
    for (const peer of peers) peer.say({ type: { say: 'said', alert: 'alert' }[type], from: userId, text });
  }
}

const server = http.createServer(async (request, response) => {
  const { verify } = await auth;
  const [, token] = (request.headers.authorization ?? '').match(/^Bearer (.+)/) ?? [];
  const user = token && (await verify(token));
  if (request.url !== '/tickets' || !user) {
    response.statusCode = 401;
    return response.end();
  }
  const ticket = randomBytes(12).toString('base64');
  tickets.set(ticket, [user, process.uptime() + 30]);
  response.writeHead(201, { 'Content-Type': 'application/json' });
  response.end(`{"ticket":"${ticket}"}`);
});

server.on('upgrade', async (request, socket, head) => {
  const peer = new Peer(socket);
  socket.pause();
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const { origin = 'https://app.example.com', authorization } = request.headers;
  if (origin !== 'https://app.example.com') return peer.close(1008);
  let user = null;
  const ticket = new URLSearchParams(request.url.split('?')[1]).get('ticket');
  if (ticket !== null) {
    const [owner, until] = tickets.get(ticket) ?? [];
    tickets.delete(ticket);
    if (owner && process.uptime() < until) user = owner;
  } else if (authorization?.startsWith('Bearer ')) {
    user = await (await auth).verify(authorization.slice(7));
  }
  if (peer.gone || socket.destroyed) return;
  if (!user) return peer.close(1008);
  let others = 0;
  for (const other of peers) if (other.user.userId === user.userId) others += 1;
  if (others >= 5) return peer.close(1008);
  peer.enter(user);
  if (head.length > 0) peer.feed(head);
});

server.listen(process.env.PORT);
