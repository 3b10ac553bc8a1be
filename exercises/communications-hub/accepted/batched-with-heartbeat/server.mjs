// Everything is late here: refusals and messages pass through promises, broadcasts leave in batches every 50 ms, a
// heartbeat pings, and a clock ticks on every connection.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';

const departments = new Map([
  ['sales', new Set()],
  ['engineering', new Set()],
  ['hr', new Set()],
]);
const users = new Map(); // name -> Set of connections
const rooms = new Map(); // room -> { seq, tabs: Map of connection -> name }
const outbox = new Map(); // connection -> texts
const open = new Set();

function queue(connection, type, fields = {}) {
  const texts = outbox.get(connection) ?? [];
  outbox.set(connection, texts);
  texts.push(JSON.stringify({ type, time: Date.now(), ...fields }));
}

setInterval(() => {
  for (const [connection, texts] of outbox) {
    if (connection.socket.readyState === WebSocket.OPEN) for (const text of texts) connection.socket.send(text);
  }
  outbox.clear();
}, 50);

setInterval(() => {
  for (const connection of open) {
    if (!connection.isAlive) connection.socket.terminate();
    connection.isAlive = false;
    connection.socket.ping();
  }
}, 30_000);

setInterval(() => {
  for (const connection of open) queue(connection, 'tick');
}, 1000);

const namesIn = (room) => new Set(rooms.get(room)?.tabs.values());

function leave(connection, name) {
  const room = rooms.get(name);
  if (!room?.tabs.delete(connection)) return false;
  connection.rooms.delete(name);
  if (!namesIn(name).has(connection.name)) {
    for (const other of room.tabs.keys()) queue(other, 'presence', { room: name, name: connection.name, event: 'leave' });
  }
  if (room.tabs.size === 0) rooms.delete(name);
  return true;
}

const actions = new Map(
  Object.entries({
    join: [
      ['room'],
      (connection, { room: name }) => {
        const isNew = !namesIn(name).has(connection.name);
        if (!rooms.has(name)) rooms.set(name, { seq: 0, tabs: new Map() });
        const room = rooms.get(name);
        if (isNew) {
          for (const other of room.tabs.keys()) queue(other, 'presence', { room: name, name: connection.name, event: 'join' });
        }
        room.tabs.set(connection, connection.name);
        connection.rooms.add(name);
        queue(connection, 'joined', { room: name, members: [...namesIn(name)] });
      },
    ],
    leave: [['room'], (connection, { room }) => (leave(connection, room) ? undefined : 'NOT_IN_ROOM')],
    say: [
      ['room', 'text'],
      (connection, { room: name, text }) => {
        const room = rooms.get(name);
        if (!room?.tabs.has(connection)) return 'NOT_IN_ROOM';
        room.seq++;
        for (const member of room.tabs.keys()) queue(member, 'said', { room: name, from: connection.name, text, seq: room.seq });
      },
    ],
    dept: [
      ['text'],
      (connection, { text }) => {
        for (const other of departments.get(connection.department)) {
          if (other !== connection) queue(other, 'dept', { from: connection.name, text });
        }
      },
    ],
    dm: [
      ['to', 'text'],
      (connection, { to, text }) => {
        const tabs = users.get(to);
        if (!tabs) return 'NO_SUCH_USER';
        for (const tab of tabs) queue(tab, 'dm', { from: connection.name, text });
      },
    ],
  }),
);

async function receive(connection, data, isBinary) {
  await sleep(1);
  let message;
  try {
    message = isBinary ? undefined : JSON.parse(data);
  } catch {
    // stays undefined
  }
  const [fields, act] = actions.get(message?.type) ?? [];
  const isWhole = fields?.every((field) => typeof message[field] === 'string');
  const code = isWhole ? act(connection, message) : 'BAD_MESSAGE';
  if (code) queue(connection, 'error', { code });
}

async function answer(request) {
  const { method, url } = request;
  const [, area, what, which] = url.split('?')[0].split('/');
  if (area !== 'api') return [404, {}];
  if (method === 'GET' && what === 'stats') {
    const sizes = Object.fromEntries([...departments].map(([name, tabs]) => [name, tabs.size]));
    const counts = Object.fromEntries([...rooms].map(([name, room]) => [name, room.tabs.size]));
    return [200, { connections: open.size, departments: sizes, rooms: counts }];
  }
  if (method === 'GET' && what === 'rooms') {
    const members = [...namesIn(decodeURIComponent(which))];
    return members.length > 0 ? [200, { members }] : [404, { members }];
  }
  if (method === 'POST' && what === 'broadcast') {
    let body = '';
    try {
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      const { text } = JSON.parse(body);
      if (typeof text !== 'string') return [400, {}];
      for (const connection of open) queue(connection, 'announcement', { text });
      return [202, { recipients: open.size }];
    } catch {
      return [400, {}];
    }
  }
  return [404, {}];
}

const server = http.createServer(async (request, response) => {
  const [status, body] = await answer(request);
  await sleep(20);
  response.writeHead(status, { 'CONTENT-TYPE': 'Application/JSON; charset=utf-8' });
  response.write(JSON.stringify(body));
  response.end();
});

const wss = new WebSocketServer({ noServer: true });
server.on('upgrade', async (request, socket, head) => {
  socket.on('error', () => {});
  const query = new URL(request.url, 'ws://hub').searchParams;
  const [name, department] = [query.get('name'), query.get('department')];
  await sleep(100);
  if (socket.destroyed) return;
  if (!departments.has(department)) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nno\n');
    return;
  }
  wss.handleUpgrade(request, socket, head, (webSocket) => {
    const connection = { name, department, socket: webSocket, rooms: new Set(), isAlive: true, turn: Promise.resolve() };
    open.add(connection);
    departments.get(department).add(connection);
    users.set(name, (users.get(name) ?? new Set()).add(connection));
    queue(connection, 'welcome', { id: randomBytes(8).toString('hex'), name, department });
    webSocket.on('error', () => {});
    webSocket.on('pong', () => {
      connection.isAlive = true;
    });
    webSocket.on('message', (data, isBinary) => {
      connection.turn = connection.turn.then(() => receive(connection, data, isBinary));
    });
    webSocket.on('close', () => {
      // Messages still in the queue come first, then the leave.
      connection.turn = connection.turn.then(() => {
        for (const room of connection.rooms) leave(connection, room);
      });
      open.delete(connection);
      departments.get(department).delete(connection);
      users.get(name).delete(connection);
      if (users.get(name).size === 0) users.delete(name);
    });
  });
});

server.listen(process.env.PORT);
