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
