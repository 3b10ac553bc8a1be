// Each connection pings by a clock of its own that is never quite on time, once right at the opening; whoever has not
// been heard of in any way for 61 s is gone. Says hello, and repeats what it is told.
import http from 'node:http';
import { WebSocketServer } from 'ws';

const number = (name, otherwise) => (process.env[name] ? Number(process.env[name]) : otherwise);
const MAX = number('WEBSOCKET_MAX_CONNECTIONS', 1000);
const EVERY = number('WEBSOCKET_HEARTBEAT_INTERVAL', 30_000);
const IDLE = number('WEBSOCKET_CONNECTION_TIMEOUT', 300) * 1000;
const SILENT = 61_000;

const stats = { active: 0, peak: 0, accepted: 0, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } };

const server = http.createServer((req, res) => {
  const { pathname } = new URL(req.url, 'http://localhost');
  res.statusCode = pathname === '/api/ws/stats' ? 200 : 404;
  res.setHeader('Cache-Control', 'no-store');
  res.end(JSON.stringify(res.statusCode === 200 ? stats : { error: 'not found' }));
});

const wss = new WebSocketServer({ noServer: true, clientTracking: false });

server.on('upgrade', (req, socket, head) => {
  if (stats.active >= MAX) {
    stats.rejected++;
    socket.on('error', () => {});
    socket.end('HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n');
    return;
  }
  wss.handleUpgrade(req, socket, head, (ws) => {
    stats.accepted++;
    stats.peak = Math.max(stats.peak, ++stats.active);
    const leaving = new AbortController();
    let seen = Date.now();
    let said = Date.now();
    const timers = new Set();
    const after = (ms, act) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, ms);
      timers.add(timer);
    };
    leaving.signal.addEventListener('abort', () => {
      for (const timer of timers) clearTimeout(timer);
      stats.active--;
    });

    const beat = () => {
      ws.ping(String(Math.random()));
      after(EVERY - 900 + Math.random() * 1800, beat);
    };
    const listen = () => {
      const silent = Date.now() - seen;
      if (silent < SILENT) return after(SILENT - silent, listen);
      stats.timedOut.heartbeat++;
      ws.terminate();
    };
    const work = () => {
      const quiet = Date.now() - said;
      if (quiet < IDLE) return after(IDLE - quiet, work);
      stats.timedOut.idle++;
      ws.close(4000, 'idle for too long');
    };
    beat();
    listen();
    work();

    socket.on('data', () => {
      seen = Date.now();
    });
    ws.on('message', (data, isBinary) => {
      said = Date.now();
      ws.send(data, { binary: isBinary });
    });
    ws.on('error', () => {});
    ws.on('close', () => leaving.abort());
    ws.send(JSON.stringify({ type: 'hello', pool: stats.active }));
  });
});

server.listen(process.env.PORT);
