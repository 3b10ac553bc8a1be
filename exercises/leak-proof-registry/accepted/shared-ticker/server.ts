import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

// One ticker for all, which runs only while somebody is there; replies are checked by it, too.

interface Due {
  at: number;
  text: string;
}

const registry = new Map<WebSocket, Due[]>();
let n = 0;
let opened = 0;
let closed = 0;
let ticker: NodeJS.Timeout | undefined;

function tick() {
  n += 1;
  for (const socket of registry.keys()) socket.send(JSON.stringify({ type: 'tick', n }));
}

/** Replies come within half a second of when they are due. */
function half() {
  for (const [socket, dues] of registry) {
    const now = performance.now();
    for (const due of dues.filter(({ at }) => at <= now)) {
      dues.splice(dues.indexOf(due), 1);
      socket.send(JSON.stringify({ type: 'echo', text: due.text, late: Math.round(now - due.at) }));
    }
  }
}

let halves: NodeJS.Timeout | undefined;
const server = createServer((_request, response) => {
  const timers = (ticker ? 1 : 0) + (halves ? 1 : 0);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify({ connections: registry.size, opened, closed, timers, uptime: process.uptime() }));
});

const wss = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => {});
  wss.handleUpgrade(request, socket, head, (ws) => {
    opened += 1;
    registry.set(ws, []);
    ticker ??= setInterval(tick, 1000);
    halves ??= setInterval(half, 500);
    ws.send(JSON.stringify({ type: 'welcome', id: opened }));
    ws.addEventListener('error', () => {});
    ws.addEventListener('close', () => {
      closed += 1;
      registry.delete(ws);
      if (registry.size > 0) return;
      clearInterval(ticker);
      clearInterval(halves);
      ticker = undefined;
      halves = undefined;
    });
    ws.addEventListener('message', ({ data }) => {
      const refuse = (code: string) => ws.send(JSON.stringify({ type: 'error', code, hint: 'send JSON' }));
      if (typeof data !== 'string') return refuse('NOT_TEXT');
      let message: unknown;
      try {
        message = JSON.parse(data);
      } catch {
        return refuse('BAD_JSON');
      }
      const { type, text, ms } = Object(message) as Record<string, unknown>;
      if (typeof text !== 'string') return refuse('BAD_TEXT');
      if (type === 'echo') return ws.send(JSON.stringify({ type, text }));
      if (type !== 'later') return refuse('BAD_TYPE');
      if (typeof ms !== 'number') return refuse('BAD_MS');
      registry.get(ws)?.push({ at: performance.now() + ms, text });
    });
  });
});
server.listen(process.env.PORT);
