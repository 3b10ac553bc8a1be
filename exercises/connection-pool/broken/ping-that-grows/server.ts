import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

const MAX_CONNECTIONS = setting('WEBSOCKET_MAX_CONNECTIONS', 1000);
const HEARTBEAT_MS = setting('WEBSOCKET_HEARTBEAT_INTERVAL', 30_000);
const IDLE_MS = setting('WEBSOCKET_CONNECTION_TIMEOUT', 300) * 1000;
const RETRY_AFTER_SECONDS = 30;
const CLOSED_FOR_IDLENESS = 4000;

function setting(name: string, unlessSet: number): number {
  return Number(process.env[name] ?? unlessSet);
}

/** One open WebSocket. Being alive and being in use are two things: a pong tells the first, a message the second. */
interface Connection {
  socket: WebSocket;
  /** Anything at all has come since the last ping. */
  isAlive: boolean;
  pingedAt: string[];
  /** Not `Date.now()`: the clock on the wall may be set back. */
  lastMessageAt: number;
}

/** The one truth about who is connected: counts are read from it, never kept beside it. */
const pool = new Set<Connection>();
const counts = { peak: 0, accepted: 0, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } };

// ---- Coming ----

const server = createServer((request, response) => {
  if (request.method !== 'GET' || request.url !== '/api/ws/stats') return response.writeHead(404).end();
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ active: pool.size, ...counts }));
});

const webSockets = new WebSocketServer({ noServer: true });

server.on('upgrade', (request, socket, head) => {
  // A client that goes away in the middle of its handshake must not end the process.
  socket.on('error', () => socket.destroy());
  const { pathname } = new URL(`http://pool${request.url}`);
  if (pathname !== '/ws') return refuse(socket, '404 Not Found');
  if (pool.size >= MAX_CONNECTIONS) {
    counts.rejected += 1;
    return refuse(socket, '503 Service Unavailable', `Retry-After: ${RETRY_AFTER_SECONDS}`);
  }
  // Calls back only for a handshake that is whole; it answers any other with 400 by itself.
  webSockets.handleUpgrade(request, socket, head, admit);
});

function refuse(socket: Duplex, status: string, ...headers: string[]): void {
  socket.once('finish', () => socket.destroy());
  const lines = [`HTTP/1.1 ${status}`, 'Connection: close', 'Content-Length: 0', ...headers];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}

function admit(socket: WebSocket): void {
  const connection: Connection = { socket, isAlive: true, pingedAt: [], lastMessageAt: performance.now() };
  pool.add(connection);
  counts.accepted += 1;
  counts.peak = Math.max(counts.peak, pool.size);

  socket.on('pong', () => {
    connection.isAlive = true;
  });
  socket.on('message', () => {
    connection.isAlive = true;
    connection.lastMessageAt = performance.now();
  });
  socket.on('error', (error) => console.error(error.message));
  // However it ended: by a Close frame, by the end of the stream, by a reset, or by us.
  socket.on('close', () => pool.delete(connection));
}

// ---- Going: one sweep for all, so that there is no timer to forget when a connection ends ----

function sweep(): void {
  for (const connection of pool) {
    // Who has been sent a Close frame is about to go: ws waits 30 s for the answer, and destroys the socket then.
    if (connection.socket.readyState !== WebSocket.OPEN) continue;
    if (!connection.isAlive) drop(connection);
    else if (performance.now() - connection.lastMessageAt >= IDLE_MS) retire(connection);
    else probe(connection);
  }
}

/** Nobody is there to answer a Close frame. */
function drop({ socket }: Connection): void {
  counts.timedOut.heartbeat += 1;
  socket.terminate();
}

function retire({ socket }: Connection): void {
  counts.timedOut.idle += 1;
  socket.close(CLOSED_FOR_IDLENESS, 'idle');
}

function probe(connection: Connection): void {
  connection.isAlive = false;
  connection.pingedAt.push('.');
  connection.socket.ping(connection.pingedAt.join(''));
}

setInterval(sweep, HEARTBEAT_MS);

server.listen(process.env.PORT, () => console.log(`connection pool listening on ${process.env.PORT}`));
