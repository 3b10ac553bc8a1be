// Streams are told when no tick has come for a while.
import { createServer, type ServerResponse } from 'node:http';

interface Tick {
  id: number;
  value: number;
}
interface Waiter {
  since: number;
  response: ServerResponse;
  timer: NodeJS.Timeout;
}

const events: Tick[] = [];
const waiters: Waiter[] = [];
const streams: ServerResponse[] = [];
let soon: NodeJS.Timeout | undefined;
const pending: Tick[] = [];
const HOLD = 25_050;

const after = (cursor: number): Tick[] => events.filter((event) => event.id > cursor);

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function answer(response: ServerResponse, since: number): void {
  const found = after(since);
  json(response, 200, { events: found, last: found.at(-1)?.id ?? since });
}

function forget(waiter: Waiter): void {
  clearTimeout(waiter.timer);
  const at = waiters.indexOf(waiter);
  if (at >= 0) waiters.splice(at, 1);
}

function frame(event: Tick): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}

function publish(value: number): Tick {
  const event = { id: events.length + 1, value };
  events.push(event);
  for (const waiter of [...waiters]) {
    if (waiter.since >= event.id) continue;
    forget(waiter);
    answer(waiter.response, waiter.since);
  }
  pending.push(event);
  clearTimeout(soon);
  soon = setTimeout(() => {
    for (const one of pending.splice(0)) for (const stream of streams) stream.write(frame(one));
  }, 100);
  return event;
}

function cursorOf(url: URL): number | null {
  const since = url.searchParams.get('since') ?? '';
  return /^\d+$/.test(since) ? Number(since) : null;
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://feed');
  const route = `${request.method} ${url.pathname}`;

  if (route === 'POST /tick') {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { value } = JSON.parse(Buffer.concat(parts).toString());
      const event = publish(value);
      json(response, 201, { id: event.id });
    });
    return;
  }

  if (route === 'GET /poll') {
    const since = cursorOf(url);
    if (since === null) return json(response, 400, { error: 'since' });
    return answer(response, since);
  }

  if (route === 'GET /long-poll') {
    const since = cursorOf(url);
    if (since === null) return json(response, 400, { error: 'since' });
    if (after(since).length > 0) return answer(response, since);
    const waiter: Waiter = {
      since,
      response,
      timer: setTimeout(() => {
        forget(waiter);
        response.writeHead(204).end();
      }, HOLD),
    };
    waiters.push(waiter);
    response.on('close', () => forget(waiter));
    return;
  }

  if (route === 'GET /events') {
    const header = request.headers['last-event-id'];
    const cursor = header === undefined ? 0 : Number(header);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.flushHeaders();
    for (const event of after(cursor)) response.write(frame(event));
    streams.push(response);
    response.on('close', () => {
      const at = streams.indexOf(response);
      if (at >= 0) streams.splice(at, 1);
    });
    return;
  }

  if (route === 'GET /stats') return json(response, 200, { waiters: waiters.length });

  json(response, 404, { error: 'nothing here' });
});

server.listen(process.env.PORT, () => console.log('feed'));
