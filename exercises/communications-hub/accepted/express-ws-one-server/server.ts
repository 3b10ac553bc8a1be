// Express for HTTP, ws on the same server, refusing in verifyClient; one class for the hub.

import { createServer } from 'node:http';
import express from 'express';
import { WebSocket, WebSocketServer } from 'ws';

const app = express();
app.use(express.json());

class User {
  socket: WebSocket;
  name: string;
  department: string;
  constructor(socket: WebSocket, name: string, department: string) {
    this.socket = socket;
    this.name = name;
    this.department = department;
  }
  send(message: object) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message), () => {});
  }
}

class Hub {
  users = new Set<User>();
  rooms = new Map<string, Set<User>>();
  counters = new Map<string, number>();

  members(room: string) {
    return [...new Set([...(this.rooms.get(room) ?? [])].map((user) => user.name))];
  }
  toRoom(room: string, message: object, except?: string) {
    for (const user of this.rooms.get(room) ?? []) if (user.name !== except) user.send(message);
  }
  join(user: User, room: string) {
    const known = this.members(room).includes(user.name);
    if (!this.rooms.has(room)) this.rooms.set(room, new Set());
    this.rooms.get(room)!.add(user);
    if (!known) this.toRoom(room, { type: 'presence', room, name: user.name, event: 'join' }, user.name);
    user.send({ type: 'joined', room, members: this.members(room) });
  }
  leave(user: User, room: string) {
    const set = this.rooms.get(room);
    if (!set || !set.delete(user)) return false;
    if (!this.members(room).includes(user.name)) {
      this.toRoom(room, { type: 'presence', room, name: user.name, event: 'leave' });
    }
    if (set.size === 0) this.rooms.delete(room);
    return true;
  }
  leaveAll(user: User) {
    this.users.delete(user);
    for (const room of [...this.rooms.keys()]) this.leave(user, room);
  }
  seq(room: string) {
    const next = (this.counters.get(room) ?? 0) + 1;
    this.counters.set(room, next);
    return next;
  }
}

const hub = new Hub();

app.get('/api/stats', (_request, response) => {
  const departments: Record<string, number> = {};
  for (const { department } of hub.users) departments[department] = (departments[department] ?? 0) + 1;
  const rooms = Object.fromEntries([...hub.rooms.keys()].map((room) => [room, hub.members(room).length]));
  response.json({ connections: hub.users.size, departments, rooms });
});

app.get('/api/rooms/:room', (request, response) => {
  const members = hub.members(request.params.room);
  if (members.length === 0) response.sendStatus(404);
  else response.json({ members });
});

app.post('/api/broadcast', (request, response) => {
  const text = request.body?.text;
  if (typeof text !== 'string') {
    response.status(400).json({ error: 'text is required' });
    return;
  }
  const open = [...hub.users].filter((user) => user.socket.readyState === WebSocket.OPEN);
  response.status(202).json({ recipients: open.length });
  for (const user of open) user.send({ type: 'announcement', text });
});

const server = createServer(app);
const known = new Set(['sales', 'engineering', 'hr']);
const wss = new WebSocketServer({
  server,
  path: '/hub',
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url!, 'http://localhost');
    done(searchParams.has('name') && known.has(searchParams.get('department')!), 400);
  },
});

wss.on('connection', (socket, request) => {
  const { searchParams } = new URL(request.url!, 'http://localhost');
  const user = new User(socket, searchParams.get('name')!, searchParams.get('department')!);
  hub.users.add(user);
  user.send({ type: 'welcome', id: Math.random(), name: user.name, department: user.department });

  socket.on('error', console.error);
  socket.on('close', () => hub.leaveAll(user));
  socket.on('message', (raw, isBinary) => {
    const problem = isBinary ? 'BAD_MESSAGE' : handle(user, raw.toString());
    if (problem) user.send({ type: 'error', code: problem, message: 'see the manual' });
  });
});

function handle(user: User, raw: string): string | undefined {
  let message: any;
  try {
    message = JSON.parse(raw);
  } catch {
    return 'BAD_MESSAGE';
  }
  if (message === null || typeof message !== 'object') return 'BAD_MESSAGE';
  const { type, room, text, to } = message;
  if (type === 'join' && typeof room === 'string') {
    hub.join(user, room);
  } else if (type === 'leave' && typeof room === 'string') {
    if (!hub.leave(user, room)) return 'NOT_IN_ROOM';
  } else if (type === 'say' && typeof room === 'string' && typeof text === 'string') {
    if (!hub.rooms.get(room)?.has(user)) return 'NOT_IN_ROOM';
    hub.toRoom(room, { type: 'said', room, from: user.name, text, seq: hub.seq(room) });
  } else if (type === 'dept' && typeof text === 'string') {
    for (const other of hub.users) {
      if (other !== user && other.department === user.department) other.send({ type: 'dept', from: user.name, text });
    }
  } else if (type === 'dm' && typeof to === 'string' && typeof text === 'string') {
    const tabs = [...hub.users].filter((other) => other.name === to);
    if (!tabs.length) return 'NO_SUCH_USER';
    for (const tab of tabs) tab.send({ type: 'dm', from: user.name, to, text });
  } else return 'BAD_MESSAGE';
}

server.listen(process.env.PORT);
