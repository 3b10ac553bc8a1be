import { createServer, type ServerResponse } from 'node:http';

// Wakes in batches: an event goes out at most 200 ms after it came.

type Entry = { readonly id: number; readonly value: number };
type Listener = (news: readonly Entry[]) => void;

class Feed {
  readonly #entries: Entry[] = [];
  readonly #listeners = new Map<symbol, Listener>();
  #flushed = 0;
  #timer: NodeJS.Timeout | undefined;

  get newest(): number {
    return this.#entries.length;
  }

  push(value: number): number {
    this.#entries.push(Object.freeze({ id: this.newest + 1, value }));
    this.#timer ??= setTimeout(() => this.#flush(), 200);
    return this.newest;
  }

  since(id: number): Entry[] {
    return this.#entries.slice(id);
  }

  /** From the next flush on; what is not flushed yet is news. */
  subscribe(listener: Listener): () => void {
    const key = Symbol();
    this.#listeners.set(key, listener);
    return () => void this.#listeners.delete(key);
  }

  #flush(): void {
    this.#timer = undefined;
    const news = this.#entries.slice(this.#flushed);
    this.#flushed = this.newest;
    for (const listener of [...this.#listeners.values()]) listener(news);
  }
}

class Waiters {
  count = 0;

  hold(since: number, res: ServerResponse): void {
    this.count++;
    let unsubscribe = () => {};
    const end = (act: () => void) => {
      if (!timer) return;
      clearTimeout(timer);
      timer = undefined;
      this.count--;
      unsubscribe();
      act();
    };
    let timer: NodeJS.Timeout | undefined = setTimeout(() => end(() => res.writeHead(204).end()), 25_500);
    unsubscribe = feed.subscribe(() => {
      if (feed.newest > since) end(() => answer(since, res));
    });
    res.on('close', () => end(() => {}));
  }
}

const feed = new Feed();
const waiters = new Waiters();

function answer(since: number, res: ServerResponse): void {
  res.end(JSON.stringify({ events: feed.since(since), last: feed.newest }));
}

function stream(from: string | undefined, res: ServerResponse): void {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).flushHeaders();
  let sent = from === undefined ? 0 : Number(from);
  const catchUp = () => {
    for (const entry of feed.since(sent)) {
      sent = entry.id;
      res.write(`id: ${entry.id}\n`);
      res.write('data: ');
      res.write(JSON.stringify(entry));
      res.write('\n\n');
    }
  };
  catchUp();
  res.once('close', feed.subscribe(catchUp));
}

createServer((req, res) => {
  const { pathname, searchParams } = new URL(`http://localhost${req.url}`);
  if (req.method === 'POST') {
    let text = '';
    req.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    req.on('end', () => {
      res.writeHead(201).end(JSON.stringify({ id: feed.push(JSON.parse(text).value) }));
    });
    return;
  }
  if (pathname === '/stats') return res.end(JSON.stringify({ waiters: waiters.count }));
  if (pathname === '/events') return stream(req.headers['last-event-id']?.toString(), res);
  const raw = searchParams.get('since');
  const since = Number(raw);
  if (raw === null || raw.trim() === '' || !Number.isSafeInteger(since) || since < 0) return res.writeHead(400).end();
  if (pathname === '/poll' || feed.newest > since) return answer(since, res);
  waiters.hold(since, res);
}).listen(process.env.PORT);
