import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';

// `wss.clients` is the registry. The ticker is started once, and runs for ever.

let opened = 0;
let pending = 0;
let n = 0;

const server = createServer((request, response) => {
  if (request.url?.startsWith('/stats')) {
    const connections = wss.clients.size;
    const body = JSON.stringify({ connections, opened, closed: opened - connections, timers: pending });
    return response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
  }
  response.writeHead(404).end('nothing here');
});
const wss = new WebSocketServer({ server, clientTracking: true, perMessageDeflate: false });

setInterval(() => {
  n++;
  for (const client of wss.clients) if (client.readyState === client.OPEN) client.send(`{"type":"tick","n":${n}}`);
}, 1000);

async function later(socket: WebSocket, text: string, ms: number, signal: AbortSignal) {
  pending++;
  try {
    await delay(ms, undefined, { signal });
    socket.send(JSON.stringify({ type: 'later', text }));
  } catch {
    // It has gone.
  } finally {
    pending--;
  }
}

wss.on('connection', (socket) => {
  const abort = new AbortController();
  socket.on('error', () => {}).on('close', () => abort.abort());
  socket.send(JSON.stringify({ id: ++opened, type: 'welcome' }));
  socket.on('message', (raw, binary) => {
    const bad = (code: string) => socket.send(JSON.stringify({ type: 'error', code }));
    if (binary) return bad('BINARY');
    let message: { type?: unknown; text?: unknown; ms?: unknown } | null;
    try {
      message = JSON.parse(String(raw));
    } catch {
      return bad('BAD_JSON');
    }
    if (message?.type === 'echo' && typeof message.text === 'string') {
      return socket.send(JSON.stringify({ type: 'echo', text: message.text }));
    }
    if (message?.type === 'later' && typeof message.text === 'string' && Number.isFinite(message.ms)) {
      return void later(socket, message.text, message.ms as number, abort.signal);
    }
    bad('WHAT');
  });
});

server.listen(process.env.PORT);
