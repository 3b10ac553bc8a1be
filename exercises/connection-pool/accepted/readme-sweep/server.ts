// The heartbeat of the README of ws, which believes in pongs alone; the limit in verifyClient.
import http from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

const max = parseInt(process.env.WEBSOCKET_MAX_CONNECTIONS || '1000', 10);
const heartbeat = parseInt(process.env.WEBSOCKET_HEARTBEAT_INTERVAL || '30000', 10);
const idleSeconds = parseInt(process.env.WEBSOCKET_CONNECTION_TIMEOUT || '300', 10);

let peak = 0;
let accepted = 0;
let rejected = 0;
const timedOut = { heartbeat: 0, idle: 0 };
const alive = new WeakMap<WebSocket, boolean>();
const used = new WeakMap<WebSocket, number>();

const server = http.createServer((req, res) => {
  if (req.url?.startsWith('/api/ws/stats')) {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ active: open().length, peak, accepted, rejected, timedOut }));
  } else {
    res.writeHead(404);
    res.end('Not found');
  }
});

const wss = new WebSocketServer({
  server,
  path: '/ws',
  verifyClient(_info, done) {
    if (wss.clients.size < max) return done(true);
    rejected++;
    done(false, 503, 'Full', { 'Retry-After': '5' });
  },
});

function open(): WebSocket[] {
  return [...wss.clients].filter((ws) => ws.readyState === ws.OPEN);
}

wss.on('connection', (ws) => {
  accepted++;
  peak = Math.max(peak, wss.clients.size);
  alive.set(ws, true);
  used.set(ws, Date.now());
  ws.on('pong', () => alive.set(ws, true));
  ws.on('message', () => used.set(ws, Date.now()));
  ws.on('error', console.error);
});

setInterval(() => {
  for (const ws of open()) {
    if (!alive.get(ws)) {
      timedOut.heartbeat++;
      ws.terminate();
      continue;
    }
    if (Date.now() - (used.get(ws) ?? 0) >= idleSeconds * 1000) {
      timedOut.idle++;
      ws.close(4000, 'idle');
      continue;
    }
    alive.set(ws, false);
    ws.ping();
  }
}, heartbeat);

server.listen(process.env.PORT);
