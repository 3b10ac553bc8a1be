import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text as readBody } from 'node:stream/consumers';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_TEXT = 2000;
const MAX_CHANNELS = 50;
const MAX_FAILURES = 5;
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;

const SERVER_TYPES = new Set(['ALERT', 'CONSENSUS_UPDATE', 'RULE_RESULT', 'DECISION_RESULT', 'LEARNING_FEEDBACK']);

type Code = 'BAD_JSON' | 'BAD_ENVELOPE' | 'UNKNOWN_TYPE' | 'BAD_PAYLOAD' | 'FORBIDDEN_TYPE';
type Fields = Readonly<Record<string, unknown>>;
type Id = string | number;

/** One open WebSocket. Who it is was settled when it connected; no message can change that. */
interface Connection {
  userId: string;
  socket: WebSocket;
  channels: Set<string>;
  failures: number;
}

/** Thrown by whoever finds a message to be wrong, and answered in one place. */
class Refusal extends Error {
  readonly code: Code;
  constructor(code: Code) {
    super(code);
    this.code = code;
  }
}

// ---- What the types mean. A Map, because an object knows `toString` too ----

const handlers = new Map<string, (connection: Connection, payload: Fields) => void>([
  ['SUBSCRIBE', subscribe],
  ['UNSUBSCRIBE', unsubscribe],
  ['BROADCAST', broadcast],
  ['DIRECT', direct],
]);

function subscribe(connection: Connection, payload: Fields): void {
  for (const channel of channelsOf(payload)) connection.channels.add(channel);
}

function unsubscribe(connection: Connection, payload: Fields): void {
  for (const channel of channelsOf(payload)) connection.channels.delete(channel);
}

function broadcast(connection: Connection, payload: Fields): void {
  const message = textOf(payload);
  const others = [...connections].filter((other) => other !== connection);
  sendTo(others, { v: 1, type: 'BROADCAST', payload: { message, from: connection.userId } });
}

function direct(connection: Connection, payload: Fields): void {
  const message = textOf(payload);
  const { to } = payload;
  if (typeof to !== 'string') throw new Refusal('BAD_PAYLOAD');
  const recipients = [...connections].filter(({ userId }) => userId === to);
  sendTo(recipients, { v: 1, type: 'DIRECT', payload: { message, from: connection.userId } });
}

// ---- Validation: bytes, then JSON, then the envelope, then the payload ----

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('BAD_JSON');
  }
}

function envelopeOf(value: unknown): { id: Id; type: string; payload: Fields } {
  if (!isFields(value)) throw new Refusal('BAD_ENVELOPE');
  const { v, id, type, payload } = value;
  if (v !== 1 || !isId(id) || typeof type !== 'string' || !isFields(payload)) throw new Refusal('BAD_ENVELOPE');
  return { id, type, payload };
}

function channelsOf({ channels }: Fields): string[] {
  if (!Array.isArray(channels) || channels.length < 1 || channels.length > MAX_CHANNELS) {
    throw new Refusal('BAD_PAYLOAD');
  }
  if (!channels.every((channel) => typeof channel === 'string')) throw new Refusal('BAD_PAYLOAD');
  return channels;
}

function textOf({ message }: Fields): string {
  if (typeof message !== 'string' || message.length > MAX_TEXT) throw new Refusal('BAD_PAYLOAD');
  return message;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || typeof value === 'number';
}

// ---- One message ----

function receive(connection: Connection, data: RawData, isBinary: boolean): void {
  if (isBinary) return connection.socket.close(UNSUPPORTED_DATA, 'text only');
  let id: Id | null = null;
  try {
    const value = parse(data.toString());
    if (isFields(value) && isId(value.id)) id = value.id;
    const { type, payload } = envelopeOf(value);
    if (SERVER_TYPES.has(type)) throw new Refusal('FORBIDDEN_TYPE');
    const handle = handlers.get(type);
    if (!handle) throw new Refusal('UNKNOWN_TYPE');
    handle(connection, payload);
    sendTo([connection], { v: 1, type: 'ACK', id });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    sendTo([connection], { v: 1, type: 'ERROR', id, payload: { code: error.code } });
    connection.failures += 1;
    if (connection.failures >= MAX_FAILURES) {
      connection.socket.close(POLICY_VIOLATION, `too many errors, the last of them in message ${id}`);
    }
  }
}

// ---- Connections ----

const connections = new Set<Connection>();

function sendTo(recipients: Iterable<Connection>, message: object): void {
  const data = JSON.stringify(message);
  for (const { socket } of recipients) {
    if (socket.readyState === WebSocket.OPEN) socket.send(data);
  }
}

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/publish') return response.writeHead(404).end();
  let message: unknown;
  try {
    message = JSON.parse(await readBody(request));
  } catch {
    return response.writeHead(400).end();
  }
  if (!isFields(message)) return response.writeHead(400).end();
  const { channel, type, payload } = message;
  if (typeof channel !== 'string' || typeof type !== 'string' || !SERVER_TYPES.has(type)) {
    return response.writeHead(400).end();
  }
  const subscribers = [...connections].filter(({ channels }) => channels.has(channel));
  sendTo(subscribers, { v: 1, type, payload });
  response.writeHead(202).end();
});

// Too large a message is refused by its length, before it is gathered: in one frame, and in fragments.
const webSockets = new WebSocketServer({ server, path: '/ws', maxPayload: MAX_MESSAGE_BYTES });

webSockets.on('connection', (socket, request) => {
  const userId = new URL(`http://regulens${request.url}`).searchParams.get('userId') ?? '';
  const connection: Connection = { userId, socket, channels: new Set(), failures: 0 };
  connections.add(connection);
  socket.on('message', (data, isBinary) => receive(connection, data, isBinary));
  // Without a listener a message that is too large would end the process.
  socket.on('error', (error) => console.error(userId, error.message));
  socket.on('close', () => connections.delete(connection));
  sendTo([connection], { v: 1, type: 'CONNECTION', payload: { sessionId: randomUUID() } });
});

server.listen(process.env.PORT, () => console.log(`message handler listening on ${process.env.PORT}`));
