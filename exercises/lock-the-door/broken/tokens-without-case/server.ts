// A token is put in lower case before verify is asked.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { verify } from './auth.js';

interface User {
  userId: string;
  role: string;
}
interface Ticket {
  user: User;
  until: number;
}
interface Bucket {
  tokens: number;
  at: number;
}

const ORIGIN = 'https://app.example.com';
const tickets = new Map<string, Ticket>();
const places = new Map<string, Set<WebSocket>>();
const buckets = new Map<string, Bucket>();
const open = new Set<WebSocket>();

function bearer(request: IncomingMessage): string | null {
  const header = request.headers.authorization ?? '';
  return header.startsWith('Bearer ') ? header.slice(7).toLowerCase() : null;
}

function take(userId: string): boolean {
  const now = performance.now();
  const bucket = buckets.get(userId) ?? { tokens: 40, at: now };
  buckets.set(userId, bucket);
  bucket.tokens = Math.min(40, bucket.tokens + ((now - bucket.at) / 1000) * 20);
  bucket.at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

function tellAll(message: object): void {
  const text = JSON.stringify(message);
  for (const socket of open) socket.send(text);
}

function onMessage(socket: WebSocket, user: User, data: string): void {
  const message = JSON.parse(data);
  const fail = (code: string) => socket.send(JSON.stringify({ type: 'error', code }));
  if (message.type === 'alert' && user.role !== 'manager') return fail('FORBIDDEN');
  if (message.type !== 'say' && message.type !== 'alert') return;
  if (!take(user.userId)) return fail('RATE_LIMITED');
  tellAll({ type: message.type === 'say' ? 'said' : 'alert', from: user.userId, text: message.text });
}

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/tickets') {
    response.writeHead(404).end();
    return;
  }
  const token = bearer(request);
  const user = token === null ? null : await verify(token);
  if (!user) {
    response.writeHead(401).end();
    return;
  }
  const ticket = randomBytes(24).toString('base64url');
  tickets.set(ticket, { user, until: performance.now() + 30_000 });
  response.writeHead(201, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ticket }));
});

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function whose(request: IncomingMessage): Promise<User | null> {
  const name = new URL(request.url ?? '/', 'http://door').searchParams.get('ticket');
  if (name !== null) {
    const ticket = tickets.get(name);
    tickets.delete(name);
    return ticket && performance.now() < ticket.until ? ticket.user : null;
  }
  const token = bearer(request);
  return token === null ? null : await verify(token);
}

const webSockets = new WebSocketServer({ noServer: true });

server.on('upgrade', async (request, socket, head) => {
  socket.on('error', () => socket.destroy());
  const { origin } = request.headers;
  if (origin !== undefined && origin !== ORIGIN) return refuse(socket, 403);
  const user = await whose(request);
  if (!user) return refuse(socket, 401);
  if ((places.get(user.userId)?.size ?? 0) >= 5) return refuse(socket, 429);
  webSockets.handleUpgrade(request, socket, head, (webSocket) => letIn(webSocket, user));
});

function letIn(webSocket: WebSocket, user: User): void {
  const mine = places.get(user.userId) ?? new Set();
  places.set(user.userId, mine);
  mine.add(webSocket);
  open.add(webSocket);
  webSocket.on('error', () => {});
  webSocket.on('close', () => {
    mine.delete(webSocket);
    open.delete(webSocket);
  });
  webSocket.on('message', (data) => onMessage(webSocket, user, data.toString()));
}

server.listen(process.env.PORT, () => console.log('the door'));
