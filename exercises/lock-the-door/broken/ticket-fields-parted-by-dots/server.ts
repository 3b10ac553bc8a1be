import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { verify } from './auth.js';

const ORIGIN = 'https://app.example.com';
const TICKET_MS = 30_000;
const MAX_CONNECTIONS = 5;
const BUCKET_CAPACITY = 40;
const REFILL_PER_MS = 20 / 1000;
const MAX_MESSAGE_BYTES = 16 * 1024;

interface User {
  userId: string;
  role: string;
}

/** Who it is was settled at the door; no message can change that. */
interface Connection {
  user: User;
  socket: WebSocket;
}

// ---- Tickets: signed, and noted when they are used ----

const SECRET = randomBytes(32);
const used = new Set<string>();

function issueTicket({ userId, role }: User): string {
  const text = [userId, role, Date.now() + TICKET_MS, randomBytes(8).toString('hex')].join('.');
  return `${text}.${sign(text)}`;
}

/** Looks and deletes in one go. An await between the two would let two handshakes in. */
function redeemTicket(ticket: string): User | null {
  const [userId = '', role = '', until, random, signature] = ticket.split('.');
  if (signature !== sign([userId, role, until, random].join('.')) || Date.now() > Number(until)) return null;
  if (used.has(ticket)) return null;
  used.add(ticket);
  return { userId, role };
}

function sign(text: string): string {
  return createHmac('sha256', SECRET).update(text).digest('base64url');
}

// ---- Token buckets, one a user, filled when somebody looks ----

class Bucket {
  #tokens = BUCKET_CAPACITY;
  #filledAt = performance.now();

  take(): boolean {
    const now = performance.now();
    this.#tokens = Math.min(BUCKET_CAPACITY, this.#tokens + (now - this.#filledAt) * REFILL_PER_MS);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** They outlive connections: who comes back finds the bucket as it was left. There are as many as colleagues. */
const buckets = new Map<string, Bucket>();

function bucketOf({ userId }: User): Bucket {
  const bucket = buckets.get(userId) ?? new Bucket();
  buckets.set(userId, bucket);
  return bucket;
}

// ---- Who is it? ----

async function userOfToken({ headers }: IncomingMessage): Promise<User | null> {
  const [, token] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  return token === undefined ? null : verify(token);
}

async function userOfHandshake(request: IncomingMessage): Promise<User | null> {
  const ticket = urlOf(request).searchParams.get('ticket');
  return ticket === null ? userOfToken(request) : redeemTicket(ticket);
}

function urlOf({ url }: IncomingMessage): URL {
  return new URL(`http://door${url}`);
}

// ---- Messages ----

const connections = new Set<Connection>();

/** Counted where they are, so that no failure on the way in can leave the count too high. */
function countOf({ userId }: User): number {
  return [...connections].filter(({ user }) => user.userId === userId).length;
}

function send(recipients: Iterable<Connection>, message: object): void {
  const data = JSON.stringify(message);
  for (const { socket } of recipients) {
    if (socket.readyState === WebSocket.OPEN) socket.send(data);
  }
}

function receive(connection: Connection, data: RawData): void {
  const { user } = connection;
  const fail = (code: string) => send([connection], { type: 'error', code });
  if (!bucketOf(user).take()) return fail('RATE_LIMITED');
  const message = parse(data.toString());
  if (typeof message?.text !== 'string') return fail('BAD_MESSAGE');
  const { type, text } = message;
  if (type === 'say') return send(connections, { type: 'said', from: user.userId, text });
  if (type !== 'alert') return fail('UNKNOWN_TYPE');
  if (user.role !== 'manager') return fail('FORBIDDEN');
  send(connections, { type: 'alert', from: user.userId, text });
}

function parse(text: string): { type?: unknown; text?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// ---- The door ----

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || urlOf(request).pathname !== '/tickets') return response.writeHead(404).end();
  const user = await userOfToken(request).catch(() => null);
  if (!user) return response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end();
  response.writeHead(201, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ ticket: issueTicket(user) }));
});

const webSockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });

server.on('upgrade', async (request, socket, head) => {
  // While we wait for verify nobody else listens to this socket: a reset would end the process.
  const destroy = () => socket.destroy();
  socket.on('error', destroy);
  const { origin } = request.headers;
  if (urlOf(request).pathname !== '/ws') return refuse(socket, 404);
  if (origin !== undefined && origin !== ORIGIN) return refuse(socket, 403);
  const user = await userOfHandshake(request).catch(() => null);
  if (!user) return refuse(socket, 401);
  // From here to the connection's place in the set nothing waits.
  if (countOf(user) >= MAX_CONNECTIONS) return refuse(socket, 429);
  socket.off('error', destroy);
  webSockets.handleUpgrade(request, socket, head, (webSocket) => enter({ user, socket: webSocket }));
});

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function enter(connection: Connection): void {
  const { socket, user } = connection;
  connections.add(connection);
  socket.on('message', (data) => receive(connection, data));
  socket.on('error', (error) => console.error(user.userId, error.message));
  socket.on('close', () => connections.delete(connection));
}

server.listen(process.env.PORT, () => console.log(`the all-hands channel listens on ${process.env.PORT}`));
