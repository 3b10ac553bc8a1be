import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as readBody } from 'node:stream/consumers';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

const DEPARTMENTS = ['sales', 'engineering', 'hr'];

/** One open WebSocket. Who it is was settled when it connected; no message can change that. */
interface Connection {
  id: string;
  name: string;
  department: string;
  socket: WebSocket;
  /** The second index: the rooms this connection is in, so that leaving them all is cheap. */
  rooms: Set<string>;
}

interface Room {
  seq: number;
  /** Presence is per person: the connections of each member, by name. */
  members: Map<string, Set<Connection>>;
}

// ---- Rooms: both indexes change together, here and nowhere else ----

const rooms = new Map<string, Room>();

function join(connection: Connection, name: string): void {
  const room: Room = rooms.get(name) ?? { seq: 0, members: new Map() };
  rooms.set(name, room);
  const tabs = room.members.get(connection.name) ?? new Set();
  const isNewcomer = tabs.size === 0;
  tabs.add(connection);
  room.members.set(connection.name, tabs);
  connection.rooms.add(name);
  send(connection, { type: 'joined', room: name, members: [...room.members.keys()] });
  if (isNewcomer) announcePresence(room, name, connection.name, 'join');
}

/** Returns whether the connection was in the room, so that leaving twice does no harm. */
function leave(connection: Connection, name: string): boolean {
  const room = rooms.get(name);
  if (!room || !connection.rooms.delete(name)) return false;
  const tabs = room.members.get(connection.name);
  tabs?.delete(connection);
  if (tabs?.size === 0) {
    room.members.delete(connection.name);
    announcePresence(room, name, connection.name, 'leave');
  }
  if (room.members.size === 0) rooms.delete(name);
  return true;
}

function announcePresence(room: Room, name: string, person: string, event: 'join' | 'leave'): void {
  const others = [...membersOf(room)].filter((member) => member.name !== person);
  broadcast(others, { type: 'presence', room: name, name: person, event });
}

function* membersOf(room: Room): Iterable<Connection> {
  for (const tabs of room.members.values()) yield* tabs;
}

// ---- Sending ----

const connections = new Set<Connection>();

function send(connection: Connection, message: object): void {
  broadcast([connection], message);
}

/** Serializes once, skips whoever is going away, returns how many it was sent to. */
function broadcast(recipients: Iterable<Connection>, message: object): number {
  const data = JSON.stringify(message);
  let sent = 0;
  for (const { socket } of recipients) {
    if (socket.readyState !== WebSocket.OPEN) continue;
    socket.send(data);
    sent += 1;
  }
  return sent;
}

function sendError(connection: Connection, code: 'NOT_IN_ROOM' | 'NO_SUCH_USER' | 'BAD_MESSAGE'): void {
  send(connection, { type: 'error', code });
}

// ---- Messages ----

function receive(connection: Connection, data: RawData, isBinary: boolean): void {
  const message = isBinary ? undefined : parseObject(data.toString());
  switch (message?.type) {
    case 'join':
      if (!isText(message.room)) break;
      return join(connection, message.room);
    case 'leave':
      if (!isText(message.room)) break;
      if (!leave(connection, message.room)) sendError(connection, 'NOT_IN_ROOM');
      return;
    case 'say':
      if (!isText(message.room) || !isText(message.text)) break;
      return say(connection, message.room, message.text);
    case 'dept':
      if (!isText(message.text)) break;
      return tellDepartment(connection, message.text);
    case 'dm':
      if (!isText(message.to) || !isText(message.text)) break;
      return tellPerson(connection, message.to, message.text);
  }
  sendError(connection, 'BAD_MESSAGE');
}

function say(connection: Connection, name: string, text: string): void {
  const room = rooms.get(name);
  if (!room || !connection.rooms.has(name)) return sendError(connection, 'NOT_IN_ROOM');
  room.seq += 1;
  const called = [...connections].filter((each) => each.name === name);
  broadcast(new Set([...membersOf(room), ...called]), { type: 'said', room: name, from: connection.name, text, seq: room.seq });
}

function tellDepartment(connection: Connection, text: string): void {
  const colleagues = [...connections].filter(
    (other) => other !== connection && other.department === connection.department,
  );
  broadcast(colleagues, { type: 'dept', from: connection.name, text });
}

function tellPerson(connection: Connection, to: string, text: string): void {
  const tabs = [...connections].filter((other) => other.name === to);
  if (tabs.length === 0) return sendError(connection, 'NO_SUCH_USER');
  broadcast(tabs, { type: 'dm', from: connection.name, text });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

// ---- HTTP: monitoring and announcements ----

const server = createServer((request, response) => {
  route(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) reply(response, 500, { error: 'internal error' });
  });
});

async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = urlOf(request);
  const [, api, resource, parameter] = pathname.split('/');
  const what = `${request.method} ${api}/${resource}`;
  if (what === 'GET api/stats') return reply(response, 200, stats());
  if (what === 'GET api/rooms' && parameter) return describeRoom(response, parameter);
  if (what === 'POST api/broadcast') return announce(response, parseObject(await readBody(request)));
  reply(response, 404, { error: 'no such page' });
}

/** The path is appended, for `new URL(path, base)` takes `//` for a host that is missing, and throws. */
function urlOf({ url }: IncomingMessage): URL {
  return new URL(`http://hub${url}`);
}

function stats(): object {
  const departments = Object.fromEntries(
    DEPARTMENTS.map((name) => [name, [...connections].filter((each) => each.department === name).length]),
  );
  const sizes = Object.fromEntries([...rooms].map(([name, room]) => [name, room.members.size]));
  return { connections: connections.size, departments, rooms: sizes };
}

function describeRoom(response: ServerResponse, encoded: string): void {
  let name: string;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    return reply(response, 400, { error: 'the room name is not valid percent-encoding' });
  }
  const room = rooms.get(name);
  if (!room) return reply(response, 404, { error: 'nobody is in this room' });
  reply(response, 200, { members: [...room.members.keys()] });
}

function announce(response: ServerResponse, body: Record<string, unknown> | undefined): void {
  if (!isText(body?.text)) return reply(response, 400, { error: 'send {"text": "…"}' });
  reply(response, 202, { recipients: broadcast(connections, { type: 'announcement', text: body.text }) });
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

// ---- Connecting: an upgrade never passes through the HTTP routes, so it is checked here ----

const sockets = new WebSocketServer({ noServer: true });

server.on('upgrade', (request, socket, head) => {
  const { pathname, searchParams } = urlOf(request);
  const name = searchParams.get('name');
  const department = searchParams.get('department');
  if (pathname !== '/hub' || !name || !department || !DEPARTMENTS.includes(department)) {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(request, socket, head, (webSocket) => welcome(webSocket, name, department));
});

function welcome(socket: WebSocket, name: string, department: string): void {
  const connection: Connection = { id: randomUUID(), name, department, socket, rooms: new Set() };
  connections.add(connection);
  socket.on('message', (data, isBinary) => receive(connection, data, isBinary));
  // Without a listener one malformed frame would end the process. Cleaning up waits for close, which always follows.
  socket.on('error', (error) => console.error(name, error.message));
  socket.on('close', () => {
    connections.delete(connection);
    for (const room of connection.rooms) leave(connection, room);
  });
  send(connection, { type: 'welcome', id: connection.id, name, department });
}

server.listen(process.env.PORT, () => console.log(`hub listening on ${process.env.PORT}`));
