import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

// The hub as the intern left it: one global Set, and everything goes to everyone.

const everyone = new Set<WebSocket>();
let seq = 0;

function sendToEveryone(message: object) {
  for (const socket of everyone) {
    socket.send(JSON.stringify(message));
  }
}

const server = createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/api/stats') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ connections: everyone.size, departments: {}, rooms: {} }));
    return;
  }
  // To do: GET /api/rooms/:room and POST /api/broadcast.
  response.statusCode = 404;
  response.end();
});

const sockets = new WebSocketServer({ server, path: '/hub' });

sockets.on('connection', (socket, request) => {
  const url = new URL(`http://hub${request.url}`);
  // To do: refuse departments that do not exist.
  const name = url.searchParams.get('name');
  const department = url.searchParams.get('department');

  everyone.add(socket);
  socket.send(JSON.stringify({ type: 'welcome', id: randomUUID(), name, department }));

  socket.on('message', (data) => {
    const message = JSON.parse(data.toString());
    if (message.type === 'join') {
      socket.send(JSON.stringify({ type: 'joined', room: message.room, members: [] }));
      sendToEveryone({ type: 'presence', room: message.room, name, event: 'join' });
    }
    if (message.type === 'leave') {
      sendToEveryone({ type: 'presence', room: message.room, name, event: 'leave' });
    }
    if (message.type === 'say') {
      seq += 1;
      sendToEveryone({ type: 'said', room: message.room, from: name, text: message.text, seq });
    }
    if (message.type === 'dept') {
      sendToEveryone({ type: 'dept', from: name, text: message.text });
    }
    if (message.type === 'dm') {
      sendToEveryone({ type: 'dm', from: name, text: message.text });
    }
  });

  socket.on('close', () => {
    everyone.delete(socket);
  });
});

server.listen(process.env.PORT, () => {
  console.log(`hub listening on ${process.env.PORT}`);
});
