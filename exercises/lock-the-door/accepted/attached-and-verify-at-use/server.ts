// {server}; the pending list in an async queue a connection; a ticket keeps the token and verify is asked when it is used.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { verify } from './auth.js';

type User = { userId: string; role: string };
const POLICY = 1008;
const tokens = new Map<string, string>();
const inside: { user: User; ws: WebSocket }[] = [];
/** When each message of the last two seconds passed would be another limit; here the levels are swept once a second. */
const levels = new Map<string, number>();
setInterval(() => {
  for (const [userId, level] of levels) levels.set(userId, Math.min(40, level + 20));
}, 1000);

const server = http.createServer(async (req, res) => {
  const token = /^Bearer (.*)$/.exec(req.headers.authorization ?? '')?.[1];
  if (!token || (await verify(token)) === null) {
    res.statusCode = 401;
    res.setHeader('Content-Type', 'text/html');
    return res.end('<!doctype html><h1>No</h1>');
  }
  const ticket = `t.${randomBytes(20).toString('base64')}`;
  tokens.set(ticket, token);
  setTimeout(() => tokens.delete(ticket), 30_000);
  res.statusCode = 201;
  res.end(JSON.stringify({ ticket }));
});

const wss = new WebSocketServer({
  server,
  path: '/ws',
  verifyClient: ({ origin }, done) => done(origin === undefined || origin === 'https://app.example.com', 403),
});

async function who(url: string, authorization: string | undefined): Promise<User | null> {
  const ticket = new URL(url, 'http://x').searchParams.get('ticket');
  if (ticket !== null) {
    const token = tokens.get(ticket);
    return tokens.delete(ticket) && token !== undefined ? verify(token) : null;
  }
  return authorization?.startsWith('Bearer ') ? verify(authorization.replace('Bearer ', '')) : null;
}

wss.on('connection', (ws, req) => {
  let queue: Promise<User | null> = who(req.url ?? '/', req.headers.authorization).then((user) => {
    if (!user || ws.readyState !== ws.OPEN) {
      ws.close(POLICY);
      return null;
    }
    if (inside.filter((each) => each.user.userId === user.userId).length >= 5) {
      ws.close(POLICY, 'too many');
      return null;
    }
    inside.push({ user, ws });
    return user;
  });
  ws.on('message', (data) => {
    queue = queue.then((user) => {
      if (user) receive(user, ws, data.toString());
      return user;
    });
  });
  ws.on('error', console.error);
  ws.on('close', () => {
    const index = inside.findIndex((each) => each.ws === ws);
    if (index !== -1) inside.splice(index, 1);
  });
});

function receive(user: User, ws: WebSocket, data: string): void {
  const { type, text } = JSON.parse(data);
  if (type === 'alert' && user.role !== 'manager') return ws.send(JSON.stringify({ type: 'error', code: 'FORBIDDEN', of: type }));
  const level = levels.get(user.userId) ?? 40;
  if (level < 1) return ws.send(JSON.stringify({ type: 'error', code: 'RATE_LIMITED' }));
  levels.set(user.userId, level - 1);
  for (const each of inside) each.ws.send(JSON.stringify({ type: type === 'say' ? 'said' : type, from: user.userId, text }));
}

server.listen(process.env.PORT);
