// An ES module in plain JavaScript. Strangers are let in, told why not, and closed with 1008.
import http from 'node:http';
import { WebSocketServer } from 'ws';

const server = http.createServer(serve);
const wss = new WebSocketServer({ server });
const rooms = new Map(); // name -> { seq, users: Map of name -> Set of sockets }
const staff = new Map(); // socket -> { name, department }
let id = 0;

const pack = (type, fields) => JSON.stringify({ type, ...fields, at: new Date().toISOString() });

wss.on('connection', (socket, request) => {
  const { pathname, searchParams } = new URL(request.url, 'ws://hub');
  const name = searchParams.get('name');
  const department = searchParams.get('department');
  socket.on('error', () => {});
  if (pathname !== '/hub' || !name || !['sales', 'engineering', 'hr'].includes(department)) {
    socket.send(pack('error', { code: 'NO_SUCH_DEPARTMENT' }));
    socket.close(1008, 'no such department');
    return;
  }
  staff.set(socket, { name, department });
  socket.on('message', (data, isBinary) => receive(socket, data, isBinary));
  socket.on('close', () => {
    staff.get(socket).isGone = true;
    for (const room of rooms.keys()) leave(socket, room);
    staff.delete(socket);
  });
  socket.send(pack('welcome', { id: ++id, name, department }));
});

function join(socket, name) {
  const me = staff.get(socket).name;
  if (!rooms.has(name)) rooms.set(name, { seq: Math.floor(Math.random() * 1e6), users: new Map() });
  const { users } = rooms.get(name);
  if (!users.has(me)) {
    for (const sockets of users.values()) {
      for (const other of sockets) other.send(pack('presence', { room: name, name: me, event: 'join' }));
    }
    users.set(me, new Set());
  }
  users.get(me).add(socket);
  socket.send(pack('joined', { room: name, members: [...users.keys()].sort() }));
}

function leave(socket, name) {
  const me = staff.get(socket).name;
  const users = rooms.get(name)?.users;
  if (!users?.get(me)?.delete(socket)) return false;
  if (users.get(me).size > 0) return true;
  users.delete(me);
  for (const sockets of users.values()) {
    for (const other of sockets) other.send(pack('presence', { room: name, name: me, event: 'leave' }));
  }
  if (users.size === 0) rooms.delete(name);
  return true;
}

function receive(socket, data, isBinary) {
  const me = staff.get(socket);
  const error = (code) => socket.send(pack('error', { code }));
  let message = null;
  try {
    if (!isBinary) message = JSON.parse(data);
  } catch {
    // answered below, like everything else that is no message
  }
  const has = (...fields) => fields.every((field) => typeof message[field] === 'string');
  switch (message?.type) {
    case 'join':
      if (!has('room')) break;
      join(socket, message.room);
      return;
    case 'leave':
      if (!has('room')) break;
      if (leave(socket, message.room)) socket.send(pack('left', { room: message.room }));
      else error('NOT_IN_ROOM');
      return;
    case 'say': {
      if (!has('room', 'text')) break;
      const room = rooms.get(message.room);
      if (!room?.users.get(me.name)?.has(socket)) return error('NOT_IN_ROOM');
      room.seq += 1;
      const said = pack('said', { room: message.room, from: me.name, text: message.text, seq: room.seq });
      for (const sockets of room.users.values()) for (const other of sockets) other.send(said);
      return;
    }
    case 'dept':
      if (!has('text')) break;
      for (const [other, { department }] of staff) {
        if (other !== socket && department === me.department)
          other.send(pack('dept', { from: me.name, text: message.text }));
      }
      return;
    case 'dm': {
      if (!has('to', 'text')) break;
      const tabs = [...staff].filter(([, { name }]) => name === message.to);
      if (tabs.length === 0) return error('NO_SUCH_USER');
      for (const [other] of tabs) other.send(pack('dm', { from: me.name, text: message.text }));
      return;
    }
  }
  error('BAD_MESSAGE');
}

async function serve(request, response) {
  const json = (status, value) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const { pathname } = new URL(request.url, 'http://hub');
  const { method } = request;
  if (method === 'GET' && pathname === '/api/stats') {
    const departments = { sales: 0, engineering: 0, hr: 0 };
    for (const { department } of staff.values()) departments[department] += 1;
    const sizes = [...rooms].map(([name, { users }]) => [name, users.size]);
    return json(200, { connections: staff.size, departments, rooms: Object.fromEntries(sizes) });
  }
  const room = /^\/api\/rooms\/(?<name>.+)$/.exec(pathname)?.groups.name;
  if (method === 'GET' && room) {
    const users = rooms.get(decodeURIComponent(room))?.users;
    return users ? json(200, { members: [...users.keys()] }) : json(404, {});
  }
  if (method === 'POST' && pathname === '/api/broadcast') {
    let text;
    try {
      ({ text } = JSON.parse(Buffer.concat(await request.toArray())));
    } catch {
      return json(400, { error: 'not JSON' });
    }
    if (typeof text !== 'string') return json(400, { error: 'text is missing' });
    for (const socket of staff.keys()) socket.send(pack('announcement', { text }));
    return json(202, { recipients: staff.size });
  }
  json(404, {});
}

server.listen(Number(process.env.PORT), '127.0.0.1');
