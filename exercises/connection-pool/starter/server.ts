import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

// The pool as Regulens runs it: it counts whom it lets in, and loses sight of them.

const maxConnections = Number(process.env.WEBSOCKET_MAX_CONNECTIONS ?? 1000);
const heartbeatInterval = Number(process.env.WEBSOCKET_HEARTBEAT_INTERVAL ?? 30000);
const connectionTimeout = Number(process.env.WEBSOCKET_CONNECTION_TIMEOUT ?? 300) * 1000;

const stats = { active: 0, peak: 0, accepted: 0, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } };

const server = createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/api/ws/stats') {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(stats));
    return;
  }
  response.writeHead(404).end();
});

server.on('upgrade', () => {
  stats.active += 1;
  stats.accepted += 1;
  stats.peak = stats.active;
  // To do: what if there are more than maxConnections?
});

const webSockets = new WebSocketServer({ server, path: '/ws' });

webSockets.on('connection', (socket) => {
  let isAlive = true;
  let lastSeen = Date.now();

  socket.on('message', () => {
    lastSeen = Date.now();
  });

  socket.on('pong', () => {
    isAlive = true;
    lastSeen = Date.now();
  });

  setInterval(() => {
    if (!isAlive || Date.now() - lastSeen > connectionTimeout) {
      socket.close();
      return;
    }
    isAlive = false;
    socket.ping();
  }, heartbeatInterval);

  socket.on('close', () => {
    stats.active -= 1;
  });
});

server.listen(process.env.PORT, () => {
  console.log(`connection pool of ${maxConnections} listening on ${process.env.PORT}`);
});
