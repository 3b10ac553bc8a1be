// No package at all: the handshake and the frames of RFC 6455 by hand, in CommonJS.
const http = require('node:http');
const crypto = require('node:crypto');

const departments = new Set(['sales', 'engineering', 'hr']);
const clients = new Set();
const rooms = new Map(); // room -> { seq, members: Set of clients }

function frame(opcode, payload) {
  const length = payload.length;
  let head;
  if (length < 126) head = Buffer.from([0x80 | opcode, length]);
  else if (length < 65536) {
    head = Buffer.from([0x80 | opcode, 126, 0, 0]);
    head.writeUInt16BE(length, 2);
  } else {
    head = Buffer.alloc(10);
    head[0] = 0x80 | opcode;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

class Client {
  constructor(socket, name, department) {
    this.id = crypto.randomUUID();
    this.name = name;
    this.department = department;
    this.socket = socket;
    this.open = true;
    this.buffer = Buffer.alloc(0);
    this.fragments = [];
    this.fragmentOpcode = 0;
  }

  send(message) {
    if (this.open) this.socket.write(frame(1, Buffer.from(JSON.stringify(message))));
  }

  fail(code) {
    this.send({ type: 'error', code });
  }

  close(code) {
    if (!this.open) return;
    this.open = false;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.socket.end(frame(8, payload));
    gone(this);
  }

  feed(chunk) {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    while (this.open && this.readFrame());
  }

  readFrame() {
    const { buffer } = this;
    if (buffer.length < 2) return false;
    const fin = buffer[0] & 0x80;
    const opcode = buffer[0] & 0x0f;
    if (buffer[0] & 0x70 || !(buffer[1] & 0x80)) return this.close(1002);
    let length = buffer[1] & 0x7f;
    let offset = 2;
    if (length === 126) {
      if (buffer.length < 4) return false;
      length = buffer.readUInt16BE(2);
      offset = 4;
    } else if (length === 127) {
      if (buffer.length < 10) return false;
      length = Number(buffer.readBigUInt64BE(2));
      offset = 10;
    }
    if (length > 1 << 20) return this.close(1009);
    if (buffer.length < offset + 4 + length) return false;
    const mask = buffer.subarray(offset, offset + 4);
    const payload = Buffer.from(buffer.subarray(offset + 4, offset + 4 + length));
    for (let i = 0; i < length; i++) payload[i] ^= mask[i & 3];
    this.buffer = buffer.subarray(offset + 4 + length);
    this.handleFrame(fin, opcode, payload);
    return true;
  }

  handleFrame(fin, opcode, payload) {
    if (opcode === 8) return this.close(payload.length >= 2 ? payload.readUInt16BE(0) : 1000);
    if (opcode === 9) return this.socket.write(frame(10, payload));
    if (opcode === 10) return;
    if (opcode === 1 || opcode === 2) this.fragmentOpcode = opcode;
    this.fragments.push(payload);
    if (!fin) return;
    const whole = Buffer.concat(this.fragments);
    this.fragments = [];
    if (this.fragmentOpcode === 2) this.fail('BAD_MESSAGE');
    else receive(this, whole.toString());
  }
}

function membersOf(room) {
  const found = rooms.get(room);
  return found ? [...found.members] : [];
}

function isMember(client, room) {
  return rooms.has(room) && rooms.get(room).members.has(client);
}

function join(client, name) {
  if (!rooms.has(name)) rooms.set(name, { seq: 0, members: new Set() });
  const { members } = rooms.get(name);
  const arrived = ![...members].some((member) => member.name === client.name);
  members.add(client);
  client.send({ type: 'joined', room: name, members: [...new Set([...members].map((member) => member.name))] });
  if (!arrived) return;
  for (const member of members) {
    if (member.name !== client.name) member.send({ type: 'presence', room: name, name: client.name, event: 'join' });
  }
}

function leave(client, name) {
  if (!isMember(client, name)) return false;
  const { members } = rooms.get(name);
  members.delete(client);
  if (members.size === 0) rooms.delete(name);
  if ([...members].some((member) => member.name === client.name)) return true;
  for (const member of members) member.send({ type: 'presence', room: name, name: client.name, event: 'leave' });
  return true;
}

function gone(client) {
  clients.delete(client);
  for (const name of rooms.keys()) leave(client, name);
}

function receive(client, text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return client.fail('BAD_MESSAGE');
  }
  const text_ = (value) => typeof value === 'string';
  const is = (type) => message !== null && message.type === type;
  if (is('join') && text_(message.room)) return join(client, message.room);
  if (is('leave') && text_(message.room)) {
    if (!leave(client, message.room)) client.fail('NOT_IN_ROOM');
    return;
  }
  if (is('say') && text_(message.room) && text_(message.text)) {
    if (!isMember(client, message.room)) return client.fail('NOT_IN_ROOM');
    const room = rooms.get(message.room);
    const said = { type: 'said', room: message.room, from: client.name, text: message.text, seq: ++room.seq };
    for (const member of room.members) member.send(said);
    return;
  }
  if (is('dept') && text_(message.text)) {
    for (const other of clients) {
      if (other === client || other.department !== client.department) continue;
      other.send({ type: 'dept', from: client.name, text: message.text });
    }
    return;
  }
  if (is('dm') && text_(message.to) && text_(message.text)) {
    const tabs = [...clients].filter((other) => other.name === message.to);
    if (tabs.length === 0) return client.fail('NO_SUCH_USER');
    for (const tab of tabs) tab.send({ type: 'dm', from: client.name, text: message.text });
    return;
  }
  client.fail('BAD_MESSAGE');
}

const server = http.createServer((request, response) => {
  const json = (status, body) => {
    const text = JSON.stringify(body);
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
    response.end(text);
  };
  const { pathname } = new URL(request.url, 'http://hub');
  if (request.method === 'GET' && pathname === '/api/stats') {
    const count = (list) => list.reduce((sums, key) => sums.set(key, (sums.get(key) || 0) + 1), new Map());
    return json(200, {
      connections: clients.size,
      departments: Object.fromEntries(count([...clients].map((client) => client.department))),
      rooms: Object.fromEntries([...rooms].map(([name, room]) => [name, room.members.size])),
    });
  }
  if (request.method === 'GET' && pathname.startsWith('/api/rooms/')) {
    const members = membersOf(decodeURIComponent(pathname.slice('/api/rooms/'.length)));
    if (members.length === 0) return json(404, {});
    return json(200, { members: [...new Set(members.map((member) => member.name))] });
  }
  if (request.method === 'POST' && pathname === '/api/broadcast') {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      let body;
      try {
        body = JSON.parse(Buffer.concat(chunks).toString());
      } catch {}
      if (!body || typeof body.text !== 'string') return json(400, { error: 'text' });
      for (const client of clients) client.send({ type: 'announcement', text: body.text });
      json(202, { recipients: clients.size });
    });
    return;
  }
  json(404, {});
});

server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => {});
  const { pathname, searchParams } = new URL(request.url, 'http://hub');
  const key = request.headers['sec-websocket-key'];
  const name = searchParams.get('name');
  const department = searchParams.get('department');
  if (pathname !== '/hub' || !key || !name || !departments.has(department)) {
    socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  const accept = crypto.createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const client = new Client(socket, name, department);
  clients.add(client);
  client.send({ type: 'welcome', id: client.id, name, department });
  socket.on('data', (chunk) => client.feed(chunk));
  // The sockets of an http server are half-open: the end of the peer's stream does not end ours.
  socket.on('end', () => client.close(1000));
  socket.on('close', () => {
    client.open = false;
    gone(client);
  });
  if (head.length > 0) client.feed(head);
});

server.listen(process.env.PORT);
