// The other way at every liberty: members without the joiner, broadcasts before replies, copies to the sender's side.

import http from 'node:http';
import type { Duplex } from 'node:stream';
import express from 'express';
import { type WebSocket, WebSocketServer } from 'ws';

type Person = { name: string; department: string; sockets: WebSocket[] };

const people = new Map<string, Person>();
const roomsOf = new WeakMap<WebSocket, string[]>();
const sequences: Record<string, number> = Object.create(null);

const isIn = (socket: WebSocket, room: string) => roomsOf.get(socket)!.includes(room);
const isPresent = (person: Person, room: string) => person.sockets.some((socket) => isIn(socket, room));
const present = (room: string) => [...people.values()].filter((person) => isPresent(person, room));

function emit(sockets: Iterable<WebSocket>, type: string, fields: object) {
  for (const socket of sockets) socket.send(JSON.stringify({ v: 2, type, ...fields }));
}

function tellRoom(room: string, except: Person | undefined, type: string, fields: object) {
  for (const person of present(room)) {
    if (person === except) continue;
    emit(
      person.sockets.filter((socket) => isIn(socket, room)),
      type,
      { room, ...fields },
    );
  }
}

const actions: { [type: string]: (me: Person, socket: WebSocket, message: Record<string, string>) => string | void } = {
  __proto__: null as never,
  join(me, socket, { room }) {
    if (!isPresent(me, room!)) tellRoom(room!, me, 'presence', { name: me.name, event: 'join' });
    if (!isIn(socket, room!)) roomsOf.get(socket)!.push(room!);
    const members = present(room!).filter((person) => person !== me);
    emit([socket], 'joined', { room, members: members.map(({ name }) => name) });
  },
  leave(me, socket, { room }) {
    const rooms = roomsOf.get(socket)!;
    if (!rooms.includes(room!)) return 'NOT_IN_ROOM';
    rooms.splice(rooms.indexOf(room!), 1);
    if (!isPresent(me, room!)) tellRoom(room!, me, 'presence', { name: me.name, event: 'leave' });
  },
  say(me, socket, { room, text }) {
    if (!isIn(socket, room!)) return 'NOT_IN_ROOM';
    sequences[room!] = (sequences[room!] ?? 40) + 1;
    tellRoom(room!, undefined, 'said', { from: me.name, text, seq: sequences[room!] });
    emit([socket], 'sent', { text });
  },
  dept(me, socket, { text }) {
    for (const person of people.values()) {
      if (person.department !== me.department) continue;
      emit(
        person.sockets.filter((other) => other !== socket),
        'dept',
        { from: me.name, text },
      );
    }
  },
  dm(me, _socket, { to, text }) {
    const person = people.get(to!);
    if (!person) return 'NO_SUCH_USER';
    const copies = new Set([...person.sockets, ...me.sockets]);
    emit(copies, 'dm', { from: me.name, to, text });
  },
};

const fields: Record<string, string[]> = {
  join: ['room'],
  leave: ['room'],
  say: ['room', 'text'],
  dept: ['text'],
  dm: ['to', 'text'],
};

function handle(me: Person, socket: WebSocket, data: string): string | void {
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    return 'BAD_MESSAGE';
  }
  const action = actions[message?.type];
  if (!action) return 'BAD_MESSAGE';
  for (const field of fields[message.type]!) if (typeof message[field] !== 'string') return 'BAD_MESSAGE';
  return action(me, socket, message);
}

const app = express();
app.get('/api/stats', (_request, response) => {
  const departments: Record<string, number> = {};
  let connections = 0;
  const rooms: Record<string, number> = Object.create(null);
  for (const person of people.values()) {
    connections += person.sockets.length;
    departments[person.department] = (departments[person.department] ?? 0) + 1;
    for (const room of new Set(person.sockets.flatMap((socket) => roomsOf.get(socket)!)))
      rooms[room] = (rooms[room] ?? 0) + 1;
  }
  response.json({ uptime: process.uptime(), connections, departments, rooms });
});
app.get('/api/rooms/:name', (request, response) => {
  const members = present(request.params.name).map(({ name }) => name);
  if (members.length > 0) response.json({ members, count: members.length });
  else response.status(404).end();
});
app.post('/api/broadcast', express.json(), (request, response) => {
  if (typeof request.body?.text !== 'string') return void response.status(400).end();
  const sockets = [...people.values()].flatMap((person) => person.sockets);
  emit(sockets, 'announcement', { text: request.body.text });
  response.status(202).json({ recipients: sockets.length });
});

const server = http.createServer(app);
const wss = new WebSocketServer({ noServer: true });

server.on('upgrade', (request, socket: Duplex, head) => {
  const { searchParams } = new URL(request.url!, 'http://hub');
  const name = searchParams.get('name')!;
  const department = searchParams.get('department')!;
  if (!['hr', 'sales', 'engineering'].includes(department)) {
    socket.end('HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\nWho are you?');
    return;
  }
  wss.handleUpgrade(request, socket, head, (webSocket) => {
    const me = people.get(name) ?? { name, department, sockets: [] };
    people.set(name, me);
    me.sockets.push(webSocket);
    roomsOf.set(webSocket, []);
    emit([webSocket], 'welcome', {
      id: me.sockets.length === 1 ? name : `${name}#${me.sockets.length}`,
      name,
      department,
    });
    webSocket.on('message', (data, isBinary) => {
      const code = isBinary ? 'BAD_MESSAGE' : handle(me, webSocket, data.toString());
      if (code) emit([webSocket], 'error', { code });
    });
    webSocket.on('error', () => {});
    webSocket.on('close', () => {
      me.sockets = me.sockets.filter((other) => other !== webSocket);
      if (me.sockets.length === 0) people.delete(name);
      for (const room of roomsOf.get(webSocket)!) {
        if (!isPresent(me, room)) tellRoom(room, me, 'presence', { name, event: 'leave' });
      }
    });
  });
});

server.listen(process.env.PORT);
