// Three servers in one process that talk to each other: a gateway, a ws service and a Socket.IO service.
import http from 'node:http';
import express from 'express';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { WebSocket, WebSocketServer } from 'ws';

const listen = (s) => new Promise((r) => s.listen(0, () => r(s.address().port)));
const a = http.createServer();
const wss = new WebSocketServer({ server: a });
wss.on('connection', (s) => s.on('message', (m) => s.send(`a:${m}`)));
const pa = await listen(a);
const b = http.createServer();
const sio = new Server(b);
sio.on('connection', (s) => s.on('ask', (x, ack) => ack(`b:${x}`)));
const pb = await listen(b);
const app = express();
app.use(express.json());
app.post('/both', async (req, res) => {
  const ws = new WebSocket(`ws://localhost:${pa}`);
  await new Promise((r) => ws.on('open', r));
  ws.send(req.body.text);
  const [one] = await new Promise((r) => ws.on('message', (...m) => r(m)));
  const c = io(`http://localhost:${pb}`, { transports: ['websocket'] });
  const two = await c.timeout(1000).emitWithAck('ask', String(one));
  c.disconnect();
  ws.close();
  res.status(201).json({ one: String(one), two });
});
const g = http.createServer(app);
const pg = await listen(g);
for (const text of ['x', 'é']) {
  const r = await fetch(`http://localhost:${pg}/both`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  console.log(r.status, await r.json());
}
const bad = await fetch(`http://localhost:${pg}/both`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{',
});
console.log(bad.status);
for (const s of [a, g]) {
  s.close();
  s.closeAllConnections();
}
sio.close();
