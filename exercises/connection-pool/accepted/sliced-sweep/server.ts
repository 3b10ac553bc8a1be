// Pings spread out: a tick a second, and each connection belongs to the tick it came in. Compression is on.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

type Entry = { ws: WebSocket; slot: number; heard: boolean; said: number };

const { WEBSOCKET_MAX_CONNECTIONS = '1000', WEBSOCKET_HEARTBEAT_INTERVAL = '30000', WEBSOCKET_CONNECTION_TIMEOUT = '300' } = process.env;
const slots = Math.ceil(+WEBSOCKET_HEARTBEAT_INTERVAL / 1000);
const tickMs = +WEBSOCKET_HEARTBEAT_INTERVAL / slots;
const idleMs = +WEBSOCKET_CONNECTION_TIMEOUT * 1000;

let entries: Entry[] = [];
let tick = 0;
const totals = { peak: 0, accepted: 0, rejected: 0, heartbeat: 0, idle: 0 };

const server = createServer((request, response) => {
  if (request.url !== '/api/ws/stats') {
    response.statusCode = 426;
    response.setHeader('Upgrade', 'websocket');
    return response.end();
  }
  const { peak, accepted, rejected, heartbeat, idle } = totals;
  response.end(JSON.stringify({ timedOut: { idle, heartbeat }, rejected, accepted, peak, active: entries.length }, null, 2));
});

const wss = new WebSocketServer({ noServer: true, perMessageDeflate: true });
server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => {});
  if (!request.url?.startsWith('/ws')) return socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  if (entries.length === +WEBSOCKET_MAX_CONNECTIONS) {
    totals.rejected++;
    const soon = new Date(Date.now() + 30_000).toUTCString();
    return socket.end(`HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${soon}\r\nConnection: close\r\n\r\nfull`);
  }
  wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws));
});

wss.on('connection', (ws) => {
  const entry = { ws, slot: tick % slots, heard: true, said: Date.now() };
  entries.push(entry);
  totals.accepted++;
  totals.peak = Math.max(totals.peak, entries.length);
  const hear = () => (entry.heard = true);
  ws.on('ping', hear).on('pong', hear);
  ws.on('message', () => {
    entry.heard = true;
    entry.said = Date.now();
  });
  ws.on('error', (error) => console.log(error));
  ws.on('close', () => {
    entries = entries.filter((each) => each !== entry);
  });
});

setInterval(() => {
  tick++;
  const now = Date.now();
  for (const entry of entries) {
    if (entry.ws.readyState !== entry.ws.OPEN) continue;
    if (now - entry.said >= idleMs) {
      totals.idle++;
      entry.ws.close(4000);
    } else if (entry.slot === tick % slots) {
      if (!entry.heard) {
        totals.heartbeat++;
        entry.ws.terminate();
      } else {
        entry.heard = false;
        entry.ws.ping();
      }
    }
  }
}, tickMs);

server.listen(Number(process.env.PORT));
