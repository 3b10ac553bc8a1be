// Answers 101 to everybody, keeps what they say, and closes with a code of its own whom it does not let in.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { verify } from './auth.js';

type User = { userId: string; role: string };
const tickets = new Map<string, { user: User; until: number }>();
const members = new Map<WebSocket, User>();
const buckets = new Map<string, { level: number; at: number }>();

const server = createServer((req, res) => {
  const [, token = ''] = (req.headers.authorization ?? '').match(/^Bearer (\S+)$/) ?? [];
  void verify(token).then((user: User | null) => {
    if (req.method !== 'POST' || req.url !== '/tickets') return res.writeHead(404).end();
    if (!user) return res.writeHead(401).end();
    const ticket = randomBytes(16).toString('hex');
    tickets.set(ticket, { user, until: Date.now() + 30_000 });
    res.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ ticket }));
  });
});

async function whoIs(req: IncomingMessage): Promise<User | null> {
  const ticket = new URL(req.url ?? '', 'ws://x').searchParams.get('ticket');
  if (ticket !== null) {
    const found = tickets.get(ticket);
    tickets.delete(ticket);
    return found && found.until > Date.now() ? found.user : null;
  }
  const header = req.headers.authorization;
  return header?.startsWith('Bearer ') ? verify(header.slice(7)) : null;
}

new WebSocketServer({ server, path: '/ws' }).on('connection', async (ws, req) => {
  let kept: string[] | null = [];
  let user: User | null = null;
  let over = false;
  ws.on('error', () => {});
  ws.on('close', () => {
    over = true;
    members.delete(ws);
  });
  ws.on('message', (data) => {
    if (user) handle(ws, user, String(data));
    else kept?.push(String(data));
  });
  const leave = (code: number) => {
    kept = null;
    ws.close(code, 'refused');
  };
  if (req.headers.origin !== undefined && req.headers.origin !== 'https://app.example.com') return leave(4403);
  const found = await whoIs(req);
  if (over) return;
  if (!found) return leave(4401);
  if ([...members.values()].filter((other) => other.userId === found.userId).length >= 5) return leave(4429);
  members.set(ws, found);
  user = found;
  ws.send(JSON.stringify({ type: 'welcome', you: found.userId }));
  for (const text of kept) handle(ws, found, text);
  kept = null;
});

function handle(ws: WebSocket, user: User, data: string): void {
  const message = JSON.parse(data);
  const now = Date.now();
  const { level, at } = buckets.get(user.userId) ?? { level: 0, at: now };
  // A leaky bucket: the same thing upside down.
  const leaked = Math.max(0, level - ((now - at) / 1000) * 20);
  if (leaked + 1 > 40) {
    ws.send(JSON.stringify({ type: 'error', code: 'RATE_LIMITED', retryAfterMs: 50 }));
    return;
  }
  buckets.set(user.userId, { level: leaked + 1, at: now });
  if (message.type === 'alert' && user.role !== 'manager') {
    ws.send(JSON.stringify({ type: 'error', code: 'FORBIDDEN' }));
    return;
  }
  const out = JSON.stringify({
    type: message.type === 'say' ? 'said' : 'alert',
    from: user.userId,
    text: message.text,
    at: new Date().toISOString(),
  });
  for (const member of members.keys()) member.send(out);
}

server.listen(Number(process.env.PORT));
