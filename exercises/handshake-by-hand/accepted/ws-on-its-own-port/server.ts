// The shortest one: the library speaks the protocol, and what is left are its defaults.
import { WebSocketServer } from 'ws';

const sockets = new WebSocketServer({ port: Number(process.env.PORT), path: '/ws', maxPayload: 1024 * 1024 });

sockets.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
