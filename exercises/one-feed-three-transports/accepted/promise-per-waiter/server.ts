import { EventEmitter, on, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

type Item = { id: number; value: number };
const items: Item[] = [];
const bell = new EventEmitter();
bell.setMaxListeners(Number.POSITIVE_INFINITY);
let waiters = 0;

function reply(res: ServerResponse, status: number, body: unknown) {
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify(body));
}

const newer = (since: number) => items.filter((item) => item.id > since);

/** Each bell looks at the list again. The time-out is never cleared: it runs out for nobody. */
async function longPoll(since: number, res: ServerResponse) {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(25_000)]);
  waiters++;
  try {
    while (newer(since).length === 0) await once(bell, 'item', { signal });
    reply(res, 200, { events: newer(since), last: newer(since).at(-1)?.id });
  } catch {
    if (!gone.signal.aborted) res.writeHead(204, { 'content-type': 'application/json' }).end();
  } finally {
    waiters--;
  }
}

async function stream(req: IncomingMessage, res: ServerResponse) {
  res.writeHead(200, { 'content-type': 'text/event-stream;charset=utf-8', 'cache-control': 'private, no-cache' });
  res.write(': welcome\n\n');
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  let at = Number(req.headers['last-event-id'] ?? items.length);
  const bells = on(bell, 'item', { signal: gone.signal });
  const send = () => {
    for (const item of newer(at)) res.write(`event: message\nid: ${item.id}\ndata: ${JSON.stringify(item)}\n\n`);
    at = items.length;
  };
  send();
  try {
    for await (const _ of bells) send();
  } catch {
    res.end();
  }
}

async function handle(req: IncomingMessage, res: ServerResponse) {
  const url = new URL(req.url ?? '', 'http://x');
  switch (`${req.method} ${url.pathname}`) {
    case 'POST /tick': {
      const { value } = (await json(req)) as { value: number };
      const id = items.push({ id: items.length + 1, value });
      bell.emit('item');
      return reply(res, 201, { id });
    }
    case 'GET /poll':
    case 'GET /long-poll': {
      const text = url.searchParams.get('since') ?? '0';
      if (!/^(0|[1-9]\d*)$/.test(text)) return reply(res, 400, 'since');
      const since = Number.parseInt(text, 10);
      if (url.pathname === '/long-poll') return longPoll(since, res);
      return reply(res, 200, { events: newer(since), last: newer(since).at(-1)?.id ?? since });
    }
    case 'GET /events':
      return stream(req, res);
    case 'GET /stats':
      return reply(res, 200, { waiters });
    default:
      return reply(res, 404, null);
  }
}

createServer((req, res) => void handle(req, res).catch(() => res.destroy())).listen(process.env.PORT);
