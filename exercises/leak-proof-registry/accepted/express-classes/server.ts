import { randomUUID } from 'node:crypto';
import http from 'node:http';
import express from 'express';
import { WebSocket, WebSocketServer } from 'ws';

/** Everything a visitor started ends with one signal. */
class Visitor {
  readonly id = randomUUID();
  readonly #gone = new AbortController();
  readonly #socket: WebSocket;
  #timers = 0;
  #ticks = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.say({ type: 'welcome', id: this.id, since: Date.now() });
    this.#every(1000, () => this.say({ type: 'tick', n: ++this.#ticks }));
    socket.on('message', (data, isBinary) => this.#hear(isBinary ? undefined : data.toString()));
  }

  get timers(): number {
    return this.#timers;
  }

  leave(): void {
    this.#gone.abort();
  }

  say(message: object): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify(message), () => {});
  }

  #hear(text: string | undefined): void {
    try {
      if (text === undefined) throw new TypeError('binary');
      const message = JSON.parse(text);
      if (typeof message?.text !== 'string') throw new TypeError('no text');
      if (message.type === 'echo') this.say({ type: 'echo', text: message.text });
      else if (message.type === 'later' && typeof message.ms === 'number')
        this.#once(message.ms, () => this.say({ type: 'later', text: message.text, asked: message.ms }));
      else throw new TypeError('no such message');
    } catch (error) {
      this.say({ type: 'error', code: error instanceof SyntaxError ? 'BAD_JSON' : 'BAD_MESSAGE' });
    }
  }

  #every(ms: number, act: () => void): void {
    const timer = setInterval(act, ms);
    this.#own(() => clearInterval(timer));
  }

  #once(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers -= 1;
      this.#gone.signal.removeEventListener('abort', cancel);
      act();
    }, ms);
    const cancel = this.#own(() => clearTimeout(timer));
  }

  #own(cancel: () => void): () => void {
    this.#timers += 1;
    const once = () => {
      this.#timers -= 1;
      cancel();
    };
    this.#gone.signal.addEventListener('abort', once, { once: true });
    return once;
  }
}

const visitors = new Set<Visitor>();
const counts = { opened: 0, closed: 0 };

const app = express();
app.get('/stats', (_request, response) => {
  const timers = [...visitors].reduce((sum, visitor) => sum + visitor.timers, 0);
  response.json({ ...counts, connections: visitors.size, timers });
});
const server = http.createServer(app);
new WebSocketServer({ server, path: '/' }).on('connection', (socket) => {
  counts.opened++;
  const visitor = new Visitor(socket);
  visitors.add(visitor);
  socket.once('close', () => {
    counts.closed++;
    visitors.delete(visitor);
    visitor.leave();
  });
  socket.on('error', () => socket.terminate());
});
server.listen(Number(process.env.PORT));
