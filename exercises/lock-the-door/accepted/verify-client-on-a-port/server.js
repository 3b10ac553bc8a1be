// `ws` with {port} and its own HTTP server behind verifyClient; arrays and plain null-prototype objects; a refill by sweep.
import { randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { verify } from './auth.js';

const tickets = Object.create(null);
const buckets = Object.create(null);
let connections = [];

setInterval(() => {
  for (const userId of Object.keys(buckets)) buckets[userId] = Math.min(40, buckets[userId] + 2);
}, 100).unref();

const wss = new WebSocketServer({
  port: Number(process.env.PORT),
  path: '/ws',
  async verifyClient({ origin, req }, done) {
    if (origin && origin !== 'https://app.example.com') return done(false, 403, 'wrong origin');
    const ticket = new URL(req.url, 'http://x').searchParams.get('ticket');
    let user;
    if (ticket) {
      const entry = tickets[ticket];
      delete tickets[ticket];
      if (entry && Date.now() - entry.issued < 30_000) user = entry.user;
    } else if (req.headers.authorization?.startsWith('Bearer ')) {
      user = await verify(req.headers.authorization.slice('Bearer '.length));
    }
    if (!user) return done(false, 401, 'who are you?');
    if (connections.filter((other) => other.userId === user.userId).length > 4) return done(false, 429, 'five are enough');
    req.user = user;
    done(true);
  },
});

// The HTTP server that `ws` made answers 426 to everything; tickets come first.
const [answer426] = wss._server.listeners('request');
wss._server.removeAllListeners('request');
wss._server.on('request', async (req, res) => {
  if (req.url !== '/tickets' || req.method !== 'POST') return answer426(req, res);
  req.resume();
  const [scheme, token] = (req.headers.authorization ?? '').split(' ');
  const user = scheme === 'Bearer' && token ? await verify(token) : null;
  if (!user) return res.writeHead(401).end('no');
  const ticket = randomUUID();
  tickets[ticket] = { user, issued: Date.now() };
  res.writeHead(201, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify({ ticket, expiresIn: 30 }));
});

wss.on('connection', (socket, { user: { userId, role } }) => {
  const connection = { userId, socket };
  connections.push(connection);
  buckets[userId] ??= 40;
  socket.on('close', () => {
    connections = connections.filter((other) => other !== connection);
  });
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const { type, text } = JSON.parse(data);
    if (type === 'alert' && role !== 'manager') return socket.send('{"code":"FORBIDDEN","type":"error"}');
    if (buckets[userId] < 1) return socket.send('{"code":"RATE_LIMITED","type":"error"}');
    buckets[userId] -= 1;
    const message = JSON.stringify({ from: userId, text, type: type === 'say' ? 'said' : 'alert' });
    for (const other of connections) other.socket.send(message);
  });
});
