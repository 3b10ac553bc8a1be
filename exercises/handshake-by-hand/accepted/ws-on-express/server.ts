import { createServer } from 'node:http';
import express from 'express';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

const app = express();
app.disable('x-powered-by');
app.get('/ws', (_request, response) => void response.status(426).set('Upgrade', 'websocket').send('Use a WebSocket.'));

const server = createServer(app);
const wss = new WebSocketServer({ server, path: '/ws', maxPayload: 2 ** 20, perMessageDeflate: true });

/** Echoes in two frames, and is alive every so often. */
class Echo {
  readonly socket: WebSocket;
  constructor(socket: WebSocket) {
    this.socket = socket;
    const heartbeat = setInterval(() => socket.ping(), 10_000);
    socket.on('message', (data: RawData, binary) => this.repeat(data as Buffer, binary));
    socket.on('error', (error) => console.warn('a client broke the rules:', error.message));
    socket.on('close', () => clearInterval(heartbeat));
  }
  repeat(data: Buffer, binary: boolean): void {
    const half = data.length >> 1;
    this.socket.send(data.subarray(0, half), { binary, fin: false });
    this.socket.send(data.subarray(half), { binary, fin: true });
  }
}

wss.on('connection', (socket) => new Echo(socket));
server.listen(Number(process.env.PORT), 'localhost');
