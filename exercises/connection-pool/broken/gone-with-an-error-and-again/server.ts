import { createServer } from 'node:http';
import express from 'express';
import { type WebSocket, WebSocketServer } from 'ws';

const env = process.env;
const limits = {
  connections: Number(env['WEBSOCKET_MAX_CONNECTIONS'] ?? 1000),
  pingEveryMs: Number(env['WEBSOCKET_HEARTBEAT_INTERVAL'] ?? 30_000),
  pongWithinMs: 4_000,
  idleMs: 1000 * Number(env['WEBSOCKET_CONNECTION_TIMEOUT'] ?? 300),
};

const stats = { active: 0, peak: 0, accepted: 0, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } };

class Seat {
  readonly #ws: WebSocket;
  readonly #ping: NodeJS.Timeout;
  readonly #idle: NodeJS.Timeout;
  #pong: NodeJS.Timeout | undefined;

  constructor(ws: WebSocket) {
    this.#ws = ws;
    stats.accepted++;
    stats.active++;
    if (stats.active > stats.peak) stats.peak = stats.active;
    this.#ping = setInterval(() => this.#probe(), limits.pingEveryMs);
    this.#idle = setTimeout(() => this.#retire(), limits.idleMs);
    ws.on('pong', () => clearTimeout(this.#pong));
    ws.on('message', () => {
      clearTimeout(this.#pong);
      this.#idle.refresh();
    });
    ws.on('error', () => stats.active--);
    ws.once('close', () => {
      clearInterval(this.#ping);
      clearTimeout(this.#idle);
      clearTimeout(this.#pong);
      stats.active--;
    });
  }

  #probe(): void {
    clearTimeout(this.#pong);
    this.#pong = setTimeout(() => {
      stats.timedOut.heartbeat++;
      this.#ws.terminate();
    }, limits.pongWithinMs);
    this.#ws.ping(String(Date.now()));
  }

  #retire(): void {
    stats.timedOut.idle++;
    clearInterval(this.#ping);
    this.#ws.close(4000, 'nobody at work');
  }
}

const app = express();
app.get('/api/ws/stats', (_request, response) => {
  response.json({ ...stats, uptime: process.uptime() });
});

const server = createServer(app);
new WebSocketServer({ server, path: '/ws' }).on('connection', (ws) => {
  if (stats.active < limits.connections) return void new Seat(ws);
  stats.rejected++;
  ws.on('error', () => {});
  ws.close(1013, 'try again later');
});
server.listen(process.env['PORT']);
