import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

// To do: ask whose a token is.
// import { verify } from './auth.js';

// The channel as it was found: no door, and everybody is whoever they say they are.

interface Connection {
  socket: WebSocket;
  userId: string;
}

/** What a message looks like when nobody has made a mistake. */
interface Message {
  type: string;
  text: string;
  role?: string;
}

const connections = new Set<Connection>();

function tellAll(message: object): void {
  for (const { socket } of connections) socket.send(JSON.stringify(message));
}

const server = createServer((_request, response) => {
  // To do: POST /tickets
  response.writeHead(404).end();
});

const webSockets = new WebSocketServer({ server, path: '/ws' });

webSockets.on('connection', (socket, request) => {
  const userId = new URL(`http://door${request.url}`).searchParams.get('userId') ?? 'somebody';
  const connection: Connection = { socket, userId };
  connections.add(connection);

  socket.on('message', (data) => {
    const message: Message = JSON.parse(data.toString());
    if (message.type === 'say') tellAll({ type: 'said', from: userId, text: message.text });
    if (message.type === 'alert') {
      if (message.role === 'manager') tellAll({ type: 'alert', from: userId, text: message.text });
      else socket.send(JSON.stringify({ type: 'error', code: 'FORBIDDEN' }));
    }
  });

  socket.on('close', () => {
    connections.delete(connection);
  });
});

server.listen(process.env.PORT, () => {
  console.log(`the all-hands channel listens on ${process.env.PORT}`);
});
