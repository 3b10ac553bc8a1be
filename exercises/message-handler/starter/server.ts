import { createServer } from 'node:http';
import { text as readBody } from 'node:stream/consumers';
import { type WebSocket, WebSocketServer } from 'ws';

// The handler as Regulens runs it: it does whatever a message says.

interface Connection {
  socket: WebSocket;
  userId: string;
  channels: string[];
}

/** What a message looks like when nobody has made a mistake. */
interface Message {
  id: string;
  type: string;
  payload: { channels: string[]; to: string; message: string };
}

const connections = new Set<Connection>();

const handlers: Record<string, (connection: Connection, message: Message) => void> = {
  SUBSCRIBE(connection, { payload }) {
    connection.channels.push(...payload.channels);
  },
  UNSUBSCRIBE(connection, { payload }) {
    connection.channels = connection.channels.filter((channel) => !payload.channels.includes(channel));
  },
  BROADCAST(connection, message) {
    for (const other of connections) {
      if (other !== connection) other.socket.send(JSON.stringify(message));
    }
  },
  DIRECT(_connection, message) {
    for (const other of connections) {
      if (other.userId === message.payload.to) other.socket.send(JSON.stringify(message));
    }
  },
};

const server = createServer(async (request, response) => {
  if (request.method === 'POST' && request.url === '/publish') {
    const { channel, type, payload } = JSON.parse(await readBody(request));
    for (const { socket, channels } of connections) {
      if (channels.includes(channel)) socket.send(JSON.stringify({ v: 1, type, payload }));
    }
    response.writeHead(202).end();
    return;
  }
  response.writeHead(404).end();
});

const webSockets = new WebSocketServer({ server, path: '/ws' });

webSockets.on('connection', (socket, request) => {
  const userId = new URL(`http://regulens${request.url}`).searchParams.get('userId') ?? '';
  const connection: Connection = { socket, userId, channels: [] };
  connections.add(connection);
  socket.send(JSON.stringify({ v: 1, type: 'CONNECTION', payload: { sessionId: 'session-1' } }));

  socket.on('message', (data) => {
    const message: Message = JSON.parse(data.toString());
    const handle = handlers[message.type];
    // To do: validate. What if there is no handler? What if the payload is not what the handler expects?
    handle?.(connection, message);
    socket.send(JSON.stringify({ type: 'ACK', id: message.id }));
  });

  socket.on('close', () => {
    connections.delete(connection);
  });
});

server.listen(process.env.PORT, () => {
  console.log(`message handler listening on ${process.env.PORT}`);
});
