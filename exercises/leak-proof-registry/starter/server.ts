import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

// The ticker as the Bureau runs it. It has never forgotten anybody.

const connections: WebSocket[] = [];
let opened = 0;
const closed = 0;

const server = createServer((request, response) => {
  if (request.url === '/stats') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ connections: connections.length, opened, closed, timers: 0 }));
    return;
  }
  response.writeHead(404).end();
});

const sockets = new WebSocketServer({ server });

sockets.on('connection', (socket) => {
  connections.push(socket);
  opened += 1;
  const id = `c-${opened}`;

  // To do: why does nobody ever see a welcome?
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'welcome', id }));
  });

  let n = 0;
  setInterval(() => {
    n += 1;
    socket.send(JSON.stringify({ type: 'tick', n }));
  }, 1000);

  socket.on('message', (data) => {
    const message = JSON.parse(data.toString());
    if (message.type === 'echo') socket.send(JSON.stringify({ type: 'echo', text: message.text }));
    if (message.type === 'later') {
      setTimeout(() => socket.send(JSON.stringify({ type: 'later', text: message.text })), message.ms);
    }
  });

  // To do: clean up.
});

server.listen(process.env.PORT, () => {
  console.log(`ticking on ${process.env.PORT}`);
});
