import { createServer } from 'node:http';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

const TICK_MS = 1000;

/** One open WebSocket, and everything that has to go when it goes. */
interface Connection {
  id: string;
  socket: WebSocket;
  /** Replies that are still to come. */
  replies: Set<NodeJS.Timeout>;
}

// ---- The registry: the one source of truth. What /stats says is read off it ----

const connections = new Map<WebSocket, Connection>();
/** To whom each tick goes. */
const ticked: Connection[] = [];
let n = 0;
setInterval(() => {
  n += 1;
  for (const { socket } of ticked) send(socket, { type: 'tick', n });
}, TICK_MS);
let opened = 0;
let closed = 0;

function add(socket: WebSocket): Connection {
  opened += 1;
  const connection: Connection = { id: `c-${opened}`, socket, replies: new Set() };
  connections.set(socket, connection);
  ticked.push(connection);
  return connection;
}

/** Safe to call twice: the second time there is nothing left to remove. */
function remove(socket: WebSocket): void {
  const connection = connections.get(socket);
  if (!connection) return;
  connections.delete(socket);
  closed += 1;
  ticked.pop();
  for (const reply of connection.replies) clearTimeout(reply);
  connection.replies.clear();
}

function stats(): object {
  let timers = 0;
  for (const { replies } of connections.values()) timers += replies.size;
  return { connections: connections.size, opened, closed, timers };
}

// ---- Messages ----

/** `send` promises little: on a socket that is going it returns silently, so look first. */
function send(socket: WebSocket, message: object): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function receive(connection: Connection, data: RawData, isBinary: boolean): void {
  const { socket } = connection;
  if (isBinary) return send(socket, { type: 'error', code: 'BAD_MESSAGE' });
  let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch {
    return send(socket, { type: 'error', code: 'BAD_JSON' });
  }
  const { type, text, ms } = fieldsOf(message);
  if (type === 'echo' && typeof text === 'string') return send(socket, { type: 'echo', text });
  if (type === 'later' && typeof text === 'string' && typeof ms === 'number') return replyLater(connection, text, ms);
  send(socket, { type: 'error', code: 'BAD_MESSAGE' });
}

function replyLater({ socket, replies }: Connection, text: string, ms: number): void {
  const reply = setTimeout(() => {
    replies.delete(reply);
    send(socket, { type: 'later', text });
  }, ms);
  replies.add(reply);
}

/** Of `null`, of a number, of a list there are no fields. */
function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

// ---- Connecting ----

const server = createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/stats') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(stats()));
    return;
  }
  response.writeHead(404).end();
});

const sockets = new WebSocketServer({ server });

// A server's socket is open when it is handed over: there is no `open` event to wait for. All listeners are attached in
// this very turn, before the first frame can be missed.
sockets.on('connection', (socket) => {
  const connection = add(socket);
  socket.on('message', (data, isBinary) => receive(connection, data, isBinary));
  // Without a listener one malformed frame would end the process. `close` always follows: clean up there, and only there.
  socket.on('error', (error) => console.error(connection.id, error.message));
  socket.on('close', () => remove(socket));
  send(socket, { type: 'welcome', id: connection.id });
});

server.listen(process.env.PORT, () => console.log(`ticking on ${process.env.PORT}`));
