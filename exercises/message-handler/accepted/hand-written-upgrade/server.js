// No package at all: frames by hand, a table of validators, CommonJS.
const { createHash, randomInt } = require('node:crypto');
const http = require('node:http');

const LIMIT = 64 * 1024;
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OURS = /^(ALERT|CONSENSUS_UPDATE|RULE_RESULT|DECISION_RESULT|LEARNING_FEEDBACK)$/;

const peers = [];

const isChannels = (list) =>
  Array.isArray(list) && list.length > 0 && list.length < 51 && !list.some((each) => typeof each !== 'string');
const isMessage = (text) => typeof text === 'string' && text.length < 2001;

const table = {
  __proto__: null,
  SUBSCRIBE: { fits: ({ channels }) => isChannels(channels), act: (peer, { channels }) => channels.forEach((name) => peer.channels.add(name)) },
  UNSUBSCRIBE: { fits: ({ channels }) => isChannels(channels), act: (peer, { channels }) => channels.forEach((name) => peer.channels.delete(name)) },
  BROADCAST: {
    fits: ({ message }) => isMessage(message),
    act: (peer, { message }) => peers.forEach((other) => other !== peer && other.say({ v: 1, type: 'BROADCAST', payload: { message, from: peer.user } })),
  },
  DIRECT: {
    fits: ({ to, message }) => typeof to === 'string' && isMessage(message),
    act: (peer, { to, message }) =>
      peers.forEach((other) => other.user === to && other.say({ v: 1, type: 'DIRECT', payload: { message, from: peer.user } })),
  },
};

class Peer {
  constructor(socket, user) {
    this.socket = socket;
    this.user = user;
    this.channels = new Set();
    this.failures = 0;
    this.buffer = Buffer.alloc(0);
    this.parts = [];
    this.closing = false;
    socket.on('data', (chunk) => this.feed(chunk));
    socket.on('end', () => socket.end());
    socket.on('error', () => {});
    socket.on('close', () => {
      const index = peers.indexOf(this);
      if (index !== -1) peers.splice(index, 1);
    });
  }

  frame(opcode, payload) {
    if (this.closing || !this.socket.writable) return;
    const { length } = payload;
    const head = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10);
    head[0] = 0x80 | opcode;
    head[1] = head.length === 2 ? length : head.length === 4 ? 126 : 127;
    if (head.length === 4) head.writeUInt16BE(length, 2);
    if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
    this.socket.write(Buffer.concat([head, payload]));
  }

  say(message) {
    this.frame(1, Buffer.from(JSON.stringify(message)));
  }

  close(code) {
    this.frame(8, Buffer.from([code >> 8, code & 255]));
    this.closing = true;
    // What still comes is read and thrown away, so that the Close frame is not lost in a reset.
    this.socket.end();
  }

  feed(chunk) {
    if (this.closing) return;
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const buffer = this.buffer;
      if (this.closing || buffer.length < 2) return;
      const short = buffer[1] & 127;
      const at = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (buffer.length < at) return;
      const length = short === 126 ? buffer.readUInt16BE(2) : short === 127 ? Number(buffer.readBigUInt64BE(2)) : short;
      const opcode = buffer[0] & 15;
      if (!(buffer[1] & 128) || buffer[0] & 0x70) return this.close(1002);
      const gathered = this.parts.reduce((sum, part) => sum + part.length, 0);
      if (opcode < 8 && gathered + length > LIMIT) return this.close(1009);
      if (buffer.length < at + 4 + length) return;
      const payload = Buffer.from(buffer.subarray(at + 4, at + 4 + length));
      for (let i = 0; i < length; i += 1) payload[i] ^= buffer[at + (i % 4)];
      this.buffer = buffer.subarray(at + 4 + length);
      this.take(opcode, buffer[0] >= 128, payload);
    }
  }

  take(opcode, fin, payload) {
    if (opcode === 8) return this.close(payload.length > 1 ? payload.readUInt16BE(0) : 1000);
    if (opcode === 9) return this.frame(10, payload);
    if (opcode === 10) return;
    if (opcode === 2) return this.close(1003);
    this.parts.push(payload);
    if (!fin) return;
    const text = Buffer.concat(this.parts).toString();
    this.parts = [];
    this.hear(text);
  }

  hear(text) {
    let id = null;
    try {
      let message;
      try {
        message = JSON.parse(text);
      } catch {
        throw 'BAD_JSON';
      }
      if (message === null || typeof message !== 'object' || Array.isArray(message)) throw 'BAD_ENVELOPE';
      if (typeof message.id === 'string' || typeof message.id === 'number') id = message.id;
      if (id === null || message.v !== 1 || typeof message.type !== 'string') throw 'BAD_ENVELOPE';
      const { type, payload } = message;
      if (!payload || typeof payload !== 'object' || Array.isArray(payload)) throw 'BAD_ENVELOPE';
      if (OURS.test(type)) throw 'FORBIDDEN_TYPE';
      const entry = table[type];
      if (!entry) throw 'UNKNOWN_TYPE';
      if (!entry.fits(payload)) throw 'BAD_PAYLOAD';
      entry.act(this, payload);
      this.say({ id, type: 'ACK' });
    } catch (code) {
      if (typeof code !== 'string') throw code;
      this.failures += 1;
      const error = { type: 'ERROR', payload: { code } };
      this.say(id === null ? error : { ...error, id });
      if (this.failures === 5) this.close(1008);
    }
  }
}

const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    if (request.method !== 'POST' || request.url !== '/publish') return response.writeHead(404).end();
    const { channel, type, payload } = JSON.parse(body);
    for (const peer of peers) if (peer.channels.has(channel)) peer.say({ type, payload, v: 1, channel });
    response.writeHead(202).end();
  });
});

server.on('upgrade', (request, socket, head) => {
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const peer = new Peer(socket, new URL(request.url, 'http://x').searchParams.get('userId'));
  peers.push(peer);
  peer.say({ v: 1, type: 'CONNECTION', payload: { sessionId: randomInt(2 ** 47) } });
  if (head.length > 0) peer.feed(head);
});

server.listen(process.env.PORT);
