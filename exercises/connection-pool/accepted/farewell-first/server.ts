// Says farewell to the dead before it destroys them, counts what left by why it left, and keeps a cached report.
import { createServer } from 'node:http';
import express from 'express';
import { WebSocket, WebSocketServer } from 'ws';

const MAX = Number(process.env.WEBSOCKET_MAX_CONNECTIONS ?? 1000);
const BEAT_MS = Number(process.env.WEBSOCKET_HEARTBEAT_INTERVAL ?? 30000);
const IDLE_S = Number(process.env.WEBSOCKET_CONNECTION_TIMEOUT ?? 300);

type End = 'heartbeat' | 'idle' | 'left';

class Pool {
  readonly #members = new Map<WebSocket, { unanswered: number; lastMessage: number; end: End }>();
  readonly #ended: Record<End, number> = { heartbeat: 0, idle: 0, left: 0 };
  #peak = 0;
  #accepted = 0;
  rejected = 0;

  get isFull(): boolean {
    return this.#members.size >= MAX;
  }

  add(ws: WebSocket): void {
    const member = { unanswered: 0, lastMessage: Date.now(), end: 'left' as End };
    this.#members.set(ws, member);
    this.#accepted++;
    this.#peak = Math.max(this.#peak, this.#members.size);
    ws.on('pong', () => {
      member.unanswered = 0;
    });
    ws.on('message', () => {
      member.lastMessage = Date.now();
    });
    ws.on('error', () => {});
    ws.on('close', () => {
      this.#members.delete(ws);
      this.#ended[member.end]++;
    });
  }

  beat(): void {
    for (const [ws, member] of this.#members) {
      if (ws.readyState !== WebSocket.OPEN) continue;
      if (member.unanswered > 0) {
        member.end = 'heartbeat';
        ws.close(4001, 'no pong');
        ws.terminate();
      } else if (Date.now() - member.lastMessage >= IDLE_S * 1000) {
        member.end = 'idle';
        ws.close(4000, 'idle');
        const timer = setTimeout(() => ws.terminate(), 5_000);
        ws.on('close', () => clearTimeout(timer));
      } else {
        member.unanswered++;
        ws.ping();
      }
    }
  }

  report(): object {
    const { heartbeat, idle, left } = this.#ended;
    return {
      active: this.#members.size,
      peak: this.#peak,
      accepted: this.#accepted,
      rejected: this.rejected,
      timedOut: { heartbeat, idle },
      left,
    };
  }
}

const pool = new Pool();
let cached = { report: pool.report(), at: Date.now() };
setInterval(() => pool.beat(), BEAT_MS);

/** At most 1.9 s old. */
function report(): object {
  if (Date.now() - cached.at >= 1_900) cached = { report: pool.report(), at: Date.now() };
  return cached.report;
}

const app = express();
app.get('/api/ws/stats', (_request, response) => void response.status(200).json(report()));
const server = createServer(app);

const wss = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  wss.handleUpgrade(request, socket, head, (ws) => {
    if (!pool.isFull) return pool.add(ws);
    pool.rejected++;
    ws.on('error', () => {});
    ws.send('{"type":"full"}');
    ws.close(1013, 'the pool is full');
  });
});

server.listen(process.env.PORT);
