// Express for HTTP; tickets are signed and remembered only once they were used; verify is asked again at the door.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import express from 'express';
import { WebSocketServer } from 'ws';
import { verify } from './auth.js';

const secret = randomBytes(32);
const sign = (text) => createHmac('sha256', secret).update(text).digest('base64url');
const used = new Map();

const app = express();
app.use(express.json());
const bearer = (req) => {
  const { authorization = '' } = req.headers;
  return authorization.startsWith('Bearer ') ? authorization.slice(7).trim() : undefined;
};
app.post('/tickets', async (req, res) => {
  const token = bearer(req);
  if (!token || !(await verify(token))) return res.sendStatus(401);
  const claims = Buffer.from(JSON.stringify({ token, exp: Date.now() + 30_000, id: randomBytes(8).toString('hex') })).toString('base64url');
  res.status(201).json({ ticket: `${claims}.${sign(claims)}` });
});

function open(ticket) {
  const [claims = '', signature = ''] = ticket.split('.');
  const wanted = Buffer.from(sign(claims));
  const given = Buffer.from(signature);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const { token, exp, id } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  if (Date.now() >= exp || used.has(id)) return undefined;
  used.set(id, exp);
  for (const [old, until] of used) if (until < Date.now()) used.delete(old);
  return token;
}

const server = createServer(app);
const wss = new WebSocketServer({ noServer: true, clientTracking: false });
const rooms = new Map();
const limits = new Map();

const refuse = (socket, line) => {
  socket.write(`HTTP/1.1 ${line}\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n`);
  socket.destroySoon();
};

server.on('upgrade', (req, socket, head) => {
  socket.on('error', () => {});
  const url = new URL(req.url, 'http://localhost');
  if ('origin' in req.headers && req.headers.origin !== 'https://app.example.com') return refuse(socket, '403 Forbidden');
  const ticket = url.searchParams.get('ticket');
  const token = ticket === null ? bearer(req) : open(ticket);
  if (token === undefined) return refuse(socket, '401 Unauthorized');
  verify(token).then((user) => {
    if (!user) return refuse(socket, '401 Unauthorized');
    const room = rooms.get(user.userId) ?? new Set();
    if (room.size === 5) return refuse(socket, '429 Too Many Requests');
    wss.handleUpgrade(req, socket, head, (ws) => {
      rooms.set(user.userId, room.add(ws));
      ws.on('error', () => {});
      ws.on('close', () => room.delete(ws));
      ws.on('message', (data) => {
        const send = (to, message) => to.send(JSON.stringify(message));
        // GCRA: one number a user, the theoretical time of arrival.
        const now = Date.now();
        const tat = Math.max(limits.get(user.userId) ?? 0, now);
        if (tat - now > 39 * 50) return send(ws, { type: 'error', code: 'RATE_LIMITED' });
        limits.set(user.userId, tat + 50);
        const { type, text } = JSON.parse(data.toString());
        if (type === 'alert' && user.role !== 'manager') return send(ws, { type: 'error', code: 'FORBIDDEN' });
        for (const others of rooms.values()) {
          for (const other of others) send(other, { type: type === 'alert' ? 'alert' : 'said', from: user.userId, text });
        }
      });
    });
  });
});

server.listen(process.env.PORT);
