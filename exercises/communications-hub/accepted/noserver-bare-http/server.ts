// ws without a server of its own; bare http; objects without a prototype and arrays.
import http from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

type Member = { socket: WebSocket; name: string; department: string };
type Room = { last: number; members: Member[] };

const departments = ['sales', 'engineering', 'hr'];
const rooms: Record<string, Room> = Object.create(null);
let connected: Member[] = [];
let nextId = 1;

const tell = (member: Member, message: unknown) => member.socket.send(JSON.stringify(message));
const fail = (member: Member, code: string) => tell(member, { type: 'error', code });
const namesIn = (room: Room) => [...new Set(room.members.map((member) => member.name))];
const isString = (value: unknown) => typeof value === 'string';

function tellAll(members: Member[], message: unknown) {
  const data = JSON.stringify(message);
  for (const member of members.slice()) member.socket.send(data);
}

function enter(member: Member, name: string) {
  const room = (rooms[name] ??= { last: 1000, members: [] });
  if (!room.members.includes(member)) {
    const wasHere = room.members.some((other) => other.name === member.name);
    if (!wasHere) tellAll(room.members, { type: 'presence', room: name, name: member.name, event: 'join' });
    room.members = [...room.members, member];
  }
  tell(member, { members: namesIn(room).reverse(), room: name, type: 'joined' });
}

function exit(member: Member, name: string) {
  const room = rooms[name];
  if (!room?.members.includes(member)) return false;
  room.members = room.members.filter((other) => other !== member);
  const isStillHere = room.members.some((other) => other.name === member.name);
  if (!isStillHere) tellAll(room.members, { type: 'presence', room: name, name: member.name, event: 'leave' });
  if (room.members.length === 0) delete rooms[name];
  return true;
}

const handlers: Record<string, (member: Member, message: any) => void> = Object.assign(Object.create(null), {
  join(member: Member, { room }: any) {
    if (!isString(room)) return fail(member, 'BAD_MESSAGE');
    enter(member, room);
  },
  leave(member: Member, { room }: any) {
    if (!exit(member, room)) fail(member, 'NOT_IN_ROOM');
  },
  say(member: Member, { room: name, text }: any) {
    if (!isString(text) || !isString(name)) return fail(member, 'BAD_MESSAGE');
    const room = rooms[name];
    if (!room?.members.includes(member)) return fail(member, 'NOT_IN_ROOM');
    tellAll(room.members, { type: 'said', room: name, from: member.name, text, seq: room.last++ });
  },
  dept(member: Member, { text }: any) {
    if (!isString(text)) return fail(member, 'BAD_MESSAGE');
    const others = connected.filter((other) => other.department === member.department && other !== member);
    tellAll(others, { type: 'dept', from: member.name, text });
  },
  dm(member: Member, { to, text }: any) {
    if (!isString(text)) return fail(member, 'BAD_MESSAGE');
    const tabs = connected.filter((other) => other.name === to);
    if (tabs.length === 0) return fail(member, 'NO_SUCH_USER');
    tellAll(tabs, { type: 'dm', from: member.name, text });
  },
});

function onMessage(member: Member, text: string) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {}
  const handler = handlers[message?.type];
  if (handler) handler(member, message);
  else fail(member, 'BAD_MESSAGE');
}

const server = http.createServer((request, response) => {
  const answer = (status: number, body: unknown) => {
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(body));
  };
  const path = request.url!.split('?')[0]!;
  const roomPath = /^\/api\/rooms\/([^/]+)$/.exec(path);
  if (path === '/api/stats') {
    const count = (name: string) => connected.filter((member) => member.department === name).length;
    const sizes = Object.create(null);
    for (const name in rooms) sizes[name] = rooms[name]!.members.length;
    answer(200, {
      rooms: sizes,
      connections: connected.length,
      departments: { sales: count('sales'), engineering: count('engineering'), hr: count('hr') },
    });
  } else if (roomPath) {
    const room = rooms[decodeURIComponent(roomPath[1]!)];
    answer(room ? 200 : 404, { members: room ? namesIn(room) : [] });
  } else if (path === '/api/broadcast' && request.method === 'POST') {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      try {
        const { text } = JSON.parse(body);
        if (!isString(text)) throw new TypeError('text');
        tellAll(connected, { type: 'announcement', text });
        answer(202, { recipients: connected.length });
      } catch {
        answer(400, 'no');
      }
    });
  } else answer(404, {});
});

const wss = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  const query = new URLSearchParams(request.url!.split('?')[1]);
  const [name, department] = [query.get('name'), query.get('department')];
  if (!request.url!.startsWith('/hub?') || !name || !departments.includes(department!)) {
    socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    socket.destroy();
    return;
  }
  wss.handleUpgrade(request, socket, head, (ws) => {
    const member: Member = { socket: ws, name, department: department! };
    connected.push(member);
    tell(member, { type: 'welcome', name, department, id: nextId++ });
    ws.on('message', (data) => onMessage(member, String(data)));
    ws.on('error', () => {});
    ws.on('close', () => {
      connected = connected.filter((other) => other !== member);
      for (const name of Object.keys(rooms)) exit(member, name);
    });
  });
});
server.listen(Number(process.env.PORT));
