// Asks a slow list before it lets anybody in. The place is reserved before the question, and given back on every way out.
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';

const max = Number(process.env.WEBSOCKET_MAX_CONNECTIONS ?? '1000');
const intervalMs = Number(process.env.WEBSOCKET_HEARTBEAT_INTERVAL ?? '30000');
const idleS = Number(process.env.WEBSOCKET_CONNECTION_TIMEOUT ?? '300');

const members = new Map<WebSocket, { lastSign: number; lastMessage: number }>();
let reserved = 0;
const counters = { peak: 0, accepted: 0, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } };

const server = createServer((request, response) => {
  if (request.url === '/api/ws/stats') response.end(JSON.stringify({ active: members.size, ...counters }));
  else response.writeHead(400).end('upgrade, please');
});
const wss = new WebSocketServer({ noServer: true });

async function isWelcome(): Promise<boolean> {
  await wait(20);
  return true;
}

async function enter(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  if (!request.headers['sec-websocket-key']) return void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  if (members.size + reserved >= max) {
    counters.rejected += 1;
    return void socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 120\r\n\r\n');
  }
  reserved += 1;
  const given = await isWelcome();
  reserved -= 1;
  if (!given || socket.destroyed) return void socket.destroy();
  wss.handleUpgrade(request, socket, head, join);
}

function join(ws: WebSocket): void {
  const now = Date.now();
  const member = { lastSign: now, lastMessage: now };
  members.set(ws, member);
  counters.accepted += 1;
  if (members.size > counters.peak) counters.peak = members.size;
  const sign = () => {
    member.lastSign = Date.now();
  };
  ws.on('pong', sign);
  ws.on('ping', sign);
  ws.on('message', () => {
    sign();
    member.lastMessage = member.lastSign;
  });
  ws.on('error', () => undefined);
  ws.on('close', () => members.delete(ws));
}

server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => undefined);
  void enter(request, socket, head);
});

setInterval(() => {
  const now = Date.now();
  for (const [ws, { lastSign, lastMessage }] of members) {
    if (ws.readyState !== WebSocket.OPEN) continue;
    if (now - lastMessage >= idleS * 1000) {
      counters.timedOut.idle += 1;
      ws.close(4000, 'idle');
    } else if (now - lastSign > intervalMs + 5_000) {
      counters.timedOut.heartbeat += 1;
      ws.terminate();
    } else ws.ping();
  }
}, intervalMs);

server.listen(process.env.PORT);
