import * as http from 'node:http';
import * as ws from 'ws';

/** Server and registry in one; lists instead of sets. */
class Regulens {
  readonly #members: Member[] = [];
  readonly #http = http.createServer((request, response) => this.#publish(request, response));

  constructor() {
    const sockets = new ws.WebSocketServer({
      server: this.#http,
      maxPayload: 0x10000,
      verifyClient: ({ req }: { req: http.IncomingMessage }) => req.url?.startsWith('/ws') ?? false,
    });
    sockets.on('connection', (socket, request) => {
      const [, userId = ''] = /[?&]userId=([^&]*)/.exec(request.url ?? '') ?? [];
      this.#members.push(new Member(this, socket, decodeURIComponent(userId.replaceAll('+', ' '))));
    });
  }

  listen(port: string | undefined): void {
    this.#http.listen(port, () => console.log('Regulens is listening'));
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  remove(member: Member): void {
    const index = this.#members.indexOf(member);
    if (index >= 0) this.#members.splice(index, 1);
  }

  async #publish(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    let text = '';
    try {
      for await (const chunk of request.setEncoding('utf8')) text += chunk;
    } catch {
      return; // A publisher that was cut off has published nothing.
    }
    if (`${request.method} ${request.url}` !== 'POST /publish') return void response.writeHead(404).end();
    const { channel, type, payload } = JSON.parse(text);
    for (const member of this.#members) {
      if (member.channels.includes(channel)) member.tell({ v: 1, type, payload });
    }
    response.writeHead(202, { 'content-type': 'text/plain' }).end('accepted\n');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

class Member {
  channels: string[] = [];
  #failures = 0;
  readonly hub: Regulens;
  readonly socket: ws.WebSocket;
  readonly userId: string;

  constructor(hub: Regulens, socket: ws.WebSocket, userId: string) {
    this.hub = hub;
    this.socket = socket;
    this.userId = userId;
    socket.on('message', (data, isBinary) => (isBinary ? socket.close(1003) : this.#hear(data.toString())));
    socket.on('error', () => undefined);
    socket.on('close', () => hub.remove(this));
    this.tell({ type: 'CONNECTION', sessionId: crypto.randomUUID(), payload: { userId } });
  }

  tell(message: object): void {
    if (this.socket.readyState === ws.WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  #hear(text: string): void {
    const { code, id } = this.#carryOut(text);
    if (code === undefined) return this.tell({ type: 'ACK', id });
    this.tell({ type: 'ERROR', id, payload: { code } });
    this.#failures += 1;
    if (this.#failures === 5) this.socket.close(1008, 'policy');
  }

  /** Without a code it has gone well. */
  #carryOut(text: string): { code?: string; id: string | number | null } {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return { code: 'BAD_JSON', id: null };
    }
    if (!isObject(message)) return { code: 'BAD_ENVELOPE', id: null };
    const { id = null, payload } = message;
    if (typeof id !== 'string' && typeof id !== 'number') return { code: 'BAD_ENVELOPE', id: null };
    if (message.v !== 1 || !isObject(payload)) return { code: 'BAD_ENVELOPE', id };
    switch (message.type) {
      case 'ALERT':
      case 'CONSENSUS_UPDATE':
      case 'RULE_RESULT':
      case 'DECISION_RESULT':
      case 'LEARNING_FEEDBACK':
        return { code: 'FORBIDDEN_TYPE', id };
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE': {
        const { channels } = payload;
        const isList = Array.isArray(channels) && channels.length >= 1 && channels.length <= 50;
        if (!isList || !channels.every((channel: unknown) => typeof channel === 'string')) return { code: 'BAD_PAYLOAD', id };
        const others = this.channels.filter((channel) => !channels.includes(channel));
        this.channels = message.type === 'SUBSCRIBE' ? others.concat(channels) : others;
        return { id };
      }
      case 'BROADCAST':
      case 'DIRECT': {
        const { to, message: words } = payload;
        if (typeof words !== 'string' || words.length > 2000) return { code: 'BAD_PAYLOAD', id };
        if (message.type === 'DIRECT' && typeof to !== 'string') return { code: 'BAD_PAYLOAD', id };
        for (const member of this.hub.members) {
          if (message.type === 'DIRECT' ? member.userId !== to : member === this) continue;
          member.tell({ v: 1, type: message.type, payload: { message: words, from: this.userId } });
        }
        return { id };
      }
      default:
        return { code: 'UNKNOWN_TYPE', id };
    }
  }
}

new Regulens().listen(process.env.PORT);
