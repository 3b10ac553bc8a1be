// Something is awaited after the count; it takes no time to speak of.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import express from 'express';
import { WebSocket, WebSocketServer } from 'ws';
import { verify } from './auth.js';

interface User {
  userId: string;
  role: string;
}

class Bucket {
  tokens = 40;
  at = Date.now();
  take(): boolean {
    const now = Date.now();
    this.tokens = Math.min(40, this.tokens + (now - this.at) / 50);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

class Door {
  readonly tickets = new Map<string, { token: string; at: number }>();
  readonly inside = new Map<WebSocket, User>();
  readonly buckets = new Map<string, Bucket>();

  issue(token: string): string {
    const ticket = randomBytes(16).toString('hex');
    this.tickets.set(ticket, { token, at: Date.now() });
    return ticket;
  }

  redeem(name: string): string | null {
    const ticket = this.tickets.get(name);
    this.tickets.delete(name);
    return ticket && Date.now() - ticket.at < 30_000 ? ticket.token : null;
  }

  full(userId: string): boolean {
    let count = 0;
    for (const user of this.inside.values()) if (user.userId === userId) count += 1;
    return count >= 5;
  }

  bucketOf(userId: string): Bucket {
    const bucket = this.buckets.get(userId) ?? new Bucket();
    this.buckets.set(userId, bucket);
    return bucket;
  }

  handle(socket: WebSocket, user: User, text: string): void {
    const { type, text: said } = JSON.parse(text);
    const fail = (code: string) => socket.send(JSON.stringify({ type: 'error', code }));
    if (type === 'alert' && user.role !== 'manager') {
      fail('FORBIDDEN');
    } else if (!this.bucketOf(user.userId).take()) {
      fail('RATE_LIMITED');
    } else {
      const out = JSON.stringify({ type: type === 'say' ? 'said' : 'alert', from: user.userId, text: said });
      for (const other of this.inside.keys()) other.send(out);
    }
  }
}

const door = new Door();
const app = express();
const server = createServer(app);
const webSockets = new WebSocketServer({ server, path: '/ws' });

app.post('/tickets', async (request, response) => {
  const [, token] = /^Bearer (.+)$/.exec(request.get('authorization') ?? '') ?? [];
  if (!token || !(await verify(token))) {
    response.sendStatus(401);
    return;
  }
  response.status(201).json({ ticket: door.issue(token) });
});

function tokenOf(request: IncomingMessage): string | null {
  const ticket = new URL(request.url ?? '', 'http://x').searchParams.get('ticket');
  if (ticket) return door.redeem(ticket);
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

webSockets.on('connection', async (socket, request) => {
  socket.on('error', () => socket.terminate());
  const early: string[] = [];
  const keep = (data: Buffer) => early.push(data.toString());
  socket.on('message', keep);
  socket.on('close', () => door.inside.delete(socket));

  const refuse = (code: number) => {
    socket.off('message', keep);
    socket.close(code);
    setTimeout(() => socket.terminate(), 5000).unref();
  };
  if (request.headers.origin !== undefined && request.headers.origin !== 'https://app.example.com') return refuse(4403);
  const token = tokenOf(request);
  const user = token === null ? null : await verify(token);
  if (!user) return refuse(4401);
  if (socket.readyState !== WebSocket.OPEN) return;
  if (door.full(user.userId)) return refuse(4429);
  await null;
  await new Promise((resolve) => setImmediate(resolve));
  door.inside.set(socket, user);
  socket.off('message', keep);
  socket.on('message', (data) => door.handle(socket, user, data.toString()));
  for (const text of early) door.handle(socket, user, text);
});

server.listen(process.env.PORT);
