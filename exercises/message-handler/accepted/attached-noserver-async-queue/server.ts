import http from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';

// Each connection has a queue: its messages are handled one after the other, each in a turn of its own.

const OWN = ['ALERT', 'CONSENSUS_UPDATE', 'RULE_RESULT', 'DECISION_RESULT', 'LEARNING_FEEDBACK'];
const SIZE = 65_536;
const members = new Map<WebSocket, { user: string; channels: Map<string, true>; errors: number; queue: Promise<void> }>();

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method !== 'POST' || request.url !== '/publish') {
      response.statusCode = 404;
      return response.end();
    }
    try {
      const { channel, type, payload } = JSON.parse(Buffer.concat(chunks).toString());
      if (!OWN.includes(type)) throw new TypeError('no such type');
      // First the answer, then the delivery.
      response.writeHead(202, { 'Content-Length': 0 }).end();
      const text = JSON.stringify({ v: 1, id: null, type, payload });
      for (const [socket, { channels }] of members) if (channels.has(channel)) say(socket, text);
    } catch {
      response.writeHead(400).end();
    }
  });
});

const upgrades = new WebSocketServer({ noServer: true, maxPayload: SIZE });
server.on('upgrade', (request, socket, head) => {
  const url = new URL(request.url ?? '', 'ws://localhost');
  if (url.pathname !== '/ws') return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  upgrades.handleUpgrade(request, socket, head, (ws) => join(ws, url.searchParams.get('userId') ?? ''));
});

function join(ws: WebSocket, user: string) {
  const me = { user, channels: new Map<string, true>(), errors: 0, queue: Promise.resolve() };
  members.set(ws, me);
  ws.onclose = () => members.delete(ws);
  ws.onerror = () => {};
  ws.on('message', (data, binary) => {
    me.queue = me.queue.then(async () => {
      await turn();
      if (binary) ws.close(1003, 'text, please');
      else handle(ws, me, String(data));
    });
  });
  say(ws, JSON.stringify({ type: 'CONNECTION', payload: { sessionId: `${user}/${Math.random().toString(36).slice(2)}` } }));
}

type Me = { user: string; channels: Map<string, true>; errors: number };

function handle(ws: WebSocket, me: Me, text: string) {
  const fail = (code: string, id?: unknown) => {
    say(ws, JSON.stringify({ type: 'ERROR', id, payload: { code } }));
    if (++me.errors === 5) ws.close(1008);
  };
  let m: unknown;
  try {
    m = JSON.parse(text);
  } catch {
    return fail('BAD_JSON');
  }
  if (m === null || typeof m !== 'object' || Array.isArray(m)) return fail('BAD_ENVELOPE');
  const get = (object: object, name: string) => Object.getOwnPropertyDescriptor(object, name)?.value as unknown;
  const id = get(m, 'id');
  if (!['string', 'number'].includes(typeof id)) return fail('BAD_ENVELOPE');
  const type = get(m, 'type');
  if (get(m, 'v') !== 1 || typeof type !== 'string') return fail('BAD_ENVELOPE', id);
  if (OWN.includes(type)) return fail('FORBIDDEN_TYPE', id);
  const known = ['SUBSCRIBE', 'UNSUBSCRIBE', 'BROADCAST', 'DIRECT'].indexOf(type);
  if (known < 0) return fail('UNKNOWN_TYPE', id);
  const payload = get(m, 'payload');
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return fail('BAD_PAYLOAD', id);
  if (known < 2) {
    const channels = get(payload, 'channels');
    const fits = Array.isArray(channels) && channels.length > 0 && channels.length <= 50;
    if (!fits || channels.some((channel) => typeof channel !== 'string')) return fail('BAD_PAYLOAD', id);
    for (const channel of channels) known === 0 ? me.channels.set(channel, true) : me.channels.delete(channel);
  } else {
    const message = get(payload, 'message');
    const to = get(payload, 'to');
    if (typeof message !== 'string' || message.length > 2000) return fail('BAD_PAYLOAD', id);
    if (type === 'DIRECT' && typeof to !== 'string') return fail('BAD_PAYLOAD', id);
    const others = [...members].filter(([socket, { user }]) => (type === 'DIRECT' ? user === to : socket !== ws));
    if (others.length === 0 && type === 'DIRECT') return fail('NO_SUCH_USER', id);
    const relayed = JSON.stringify({ v: 1, id, type, payload: { from: me.user, message } });
    for (const [socket] of others) say(socket, relayed);
  }
  say(ws, JSON.stringify({ v: 1, id, type: 'ACK', payload: {} }));
}

function say(ws: WebSocket, text: string) {
  if (ws.readyState === ws.OPEN) ws.send(text);
}

server.listen(process.env.PORT);
