import { createServer } from 'node:http';
import express from 'express';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';

// Schemas at the edge; what they give is the only thing that goes on.

const channels = z.object({ channels: z.array(z.string()).min(1).max(50) });
const message = z.string().max(2000);

const envelope = z.object({
  v: z.literal(1),
  id: z.union([z.string(), z.number()]),
  type: z.string(),
  payload: z.unknown(),
});

const command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('SUBSCRIBE'), payload: channels }),
  z.object({ type: z.literal('UNSUBSCRIBE'), payload: channels }),
  z.object({ type: z.literal('BROADCAST'), payload: z.object({ message }) }),
  z.object({ type: z.literal('DIRECT'), payload: z.object({ to: z.string(), message }) }),
]);

const published = z.object({
  channel: z.string(),
  type: z.enum(['ALERT', 'CONSENSUS_UPDATE', 'RULE_RESULT', 'DECISION_RESULT', 'LEARNING_FEEDBACK']),
  payload: z.json(),
});

const KNOWN: ReadonlySet<string> = new Set(command.options.map((option) => option.shape.type.value));
const OURS: ReadonlySet<string> = new Set([...published.shape.type.options, 'ACK', 'ERROR', 'CONNECTION']);

interface Client {
  readonly userId: string;
  readonly socket: WebSocket;
}

const clients = new Set<Client>();
const subscribers = new Map<string, Set<Client>>();
let sessions = 0;

const app = express();
app.post('/publish', express.json(), (request, response) => {
  const parsed = published.safeParse(request.body);
  if (!parsed.success) {
    response.status(400).json({ error: z.prettifyError(parsed.error) });
    return;
  }
  const { channel, type, payload } = parsed.data;
  for (const client of subscribers.get(channel) ?? []) tell(client, { v: 1, type, channel, payload });
  response.status(202).json({ accepted: true });
});

const server = createServer(app);
new WebSocketServer({ server, maxPayload: 2 ** 16, perMessageDeflate: false }).on('connection', (socket, request) => {
  const { searchParams } = new URL(`http://regulens${request.url}`);
  const client = { userId: searchParams.get('userId') ?? 'anonymous', socket };
  let failures = 0;
  clients.add(client);
  socket.on('error', () => {});
  socket.on('close', () => {
    clients.delete(client);
    for (const members of subscribers.values()) members.delete(client);
  });
  socket.on('message', (data, isBinary) => {
    if (failures >= 5) return;
    if (isBinary) return socket.close(1003);
    const outcome = judge(data.toString());
    if ('code' in outcome) {
      failures += 1;
      // The fifth is answered by the Close frame alone.
      if (failures === 5) return socket.close(1008, 'five failures');
      return tell(client, { type: 'ERROR', id: outcome.id, payload: { code: outcome.code, hint: 'see the protocol' } });
    }
    tell(client, { type: 'ACK', id: outcome.id });
    carryOut(client, outcome.command);
  });
  sessions += 1;
  tell(client, { type: 'CONNECTION', sessionId: sessions });
});

type Outcome =
  | { readonly id: string | number; readonly command: z.infer<typeof command> }
  | { readonly id: string | number | null; readonly code: string };

function judge(text: string): Outcome {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, code: 'BAD_JSON' };
  }
  const outer = envelope.safeParse(value);
  if (!outer.success) return { id: null, code: 'BAD_ENVELOPE' };
  const { id, type } = outer.data;
  if (OURS.has(type)) return { id, code: 'FORBIDDEN_TYPE' };
  if (!KNOWN.has(type)) return { id, code: 'UNKNOWN_TYPE' };
  const inner = command.safeParse(outer.data);
  return inner.success ? { id, command: inner.data } : { id, code: 'BAD_PAYLOAD' };
}

function carryOut(client: Client, { type, payload }: z.infer<typeof command>): void {
  switch (type) {
    case 'SUBSCRIBE':
      for (const channel of payload.channels) {
        const members = subscribers.get(channel) ?? new Set();
        subscribers.set(channel, members.add(client));
      }
      return;
    case 'UNSUBSCRIBE':
      for (const channel of payload.channels) subscribers.get(channel)?.delete(client);
      return;
    case 'BROADCAST':
      // The sender too: its own copy confirms the order.
      for (const other of clients) tell(other, relay(type, client, payload.message));
      return;
    case 'DIRECT':
      for (const other of clients) {
        if (other.userId === payload.to) tell(other, relay(type, client, payload.message));
      }
  }
}

function relay(type: string, { userId }: Client, text: string): object {
  return { v: 1, type, payload: { at: new Date().toISOString(), from: userId, message: text } };
}

function tell({ socket }: Client, what: object): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(what));
}

server.listen(Number(process.env.PORT));
