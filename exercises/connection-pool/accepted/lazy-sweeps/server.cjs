// Two sweeps, begun by the first who comes and ended with the last who goes; connections in an object without a prototype.
const http = require('node:http');
const { WebSocketServer } = require('ws');

const MAX = Number(process.env.WEBSOCKET_MAX_CONNECTIONS || 1000);
const HEARTBEAT = Number(process.env.WEBSOCKET_HEARTBEAT_INTERVAL || 30000);
const TIMEOUT = Number(process.env.WEBSOCKET_CONNECTION_TIMEOUT || 300);

const byId = Object.create(null);
let lastId = 0;
let sweeps = [];
const stats = { active: 0, peak: 0, accepted: 0, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } };

const server = http.createServer(function (req, res) {
  if (req.url === '/api/ws/stats' && req.method === 'GET') {
    stats.active = Object.keys(byId).length;
    return res.end(JSON.stringify(stats));
  }
  res.statusCode = 404;
  res.end();
});

const wss = new WebSocketServer({ server, path: '/ws' });

wss.on('connection', function (ws) {
  ws.on('error', function () {});
  if (Object.keys(byId).length >= MAX) {
    stats.rejected++;
    ws.close(1013);
    return;
  }
  const id = ++lastId;
  byId[id] = { ws, pongs: 1, seconds: process.hrtime()[0] };
  stats.accepted++;
  stats.peak = Math.max(stats.peak, Object.keys(byId).length);
  if (sweeps.length === 0) sweeps = [setInterval(findTheDead, HEARTBEAT), setInterval(findTheIdle, 10000)];
  ws.on('pong', function () {
    if (byId[id]) byId[id].pongs++;
  });
  ws.on('message', function () {
    byId[id].pongs++;
    byId[id].seconds = process.hrtime()[0];
  });
  ws.on('close', function () {
    delete byId[id];
    if (Object.keys(byId).length > 0) return;
    sweeps.forEach(clearInterval);
    sweeps = [];
  });
});

function findTheDead() {
  for (const id in byId) {
    const { ws, pongs } = byId[id];
    if (ws.readyState !== 1) continue;
    if (pongs === 0) {
      stats.timedOut.heartbeat++;
      ws.terminate();
    } else {
      byId[id].pongs = 0;
      ws.ping('are you there?');
    }
  }
}

function findTheIdle() {
  const now = process.hrtime()[0];
  for (const id in byId) {
    const { ws, seconds } = byId[id];
    // Whole seconds: one more, so that it is never too early.
    if (ws.readyState !== 1 || now - seconds < TIMEOUT + 1) continue;
    stats.timedOut.idle++;
    ws.close(4000, 'idle');
  }
}

server.listen(process.env.PORT);
