/** Submissions for the engine's own tests. */

/** Passes every check of echo-grader.ts. */
export const echo = `
import http from 'node:http';
import { WebSocketServer } from 'ws';
const server = http.createServer((request, response) => {
  response.writeHead(request.url === '/health' ? 200 : 404).end();
});
const wss = new WebSocketServer({ server });
wss.on('connection', (socket) => {
  socket.isAlive = true;
  socket.on('error', () => {});
  socket.on('pong', () => { socket.isAlive = true; });
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
setInterval(() => {
  for (const socket of wss.clients) {
    if (!socket.isAlive) { socket.terminate(); continue; }
    socket.isAlive = false;
    socket.ping();
  }
}, 30_000);
server.listen(process.env.PORT);
`;

/** `echo` with one piece of its text replaced. */
export function echoWith(search: string, replacement: string): string {
  if (!echo.includes(search)) throw new Error(`The echo server has no "${search}".`);
  return echo.replace(search, replacement);
}

/** Tells everybody of everything, some of it later, in an order that depends on the order of arrival. */
export const gossip = `
import http from 'node:http';
import { readFile } from 'node:fs/promises';
import { gzip } from 'node:zlib';
import { WebSocketServer } from 'ws';
const server = http.createServer((request, response) => {
  gzip('x'.repeat(50_000), (error, bytes) => response.end(String(bytes.length)));
});
const wss = new WebSocketServer({ server });
let count = 0;
const tell = (text) => { for (const socket of wss.clients) socket.send(++count + ' ' + text); };
wss.on('connection', (socket) => {
  const id = ++count;
  socket.on('error', () => {});
  socket.on('pong', () => {});
  socket.on('close', (code) => tell(id + ' left ' + code));
  socket.on('message', async (data) => {
    tell(id + ' says ' + data);
    setTimeout(tell, Math.random() * 50, id + ' said ' + data);
    setImmediate(tell, id + ' soon');
    await readFile(new URL(import.meta.url));
    tell(id + ' has read');
  });
});
setInterval(() => { for (const socket of wss.clients) socket.ping(); }, 30_000);
setInterval(() => tell('tick at ' + Date.now() + ' ' + performance.now()), 45_000);
server.listen(process.env.PORT);
`;
