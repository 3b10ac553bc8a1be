import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const HOLD_MS = 25_000;

interface FeedEvent {
  id: number;
  value: number;
}

/** A long poll that is held. */
interface Waiter {
  since: number;
  response: ServerResponse;
  timer: NodeJS.Timeout;
}

// ---- The feed: one list. All three transports read it, and none of them keeps events of its own ----

const events: FeedEvent[] = [];
const waiters = new Set<Waiter>();
const streams = new Set<ServerResponse>();

/** Ids are positions, counted from 1: what comes after a cursor begins at that very index. */
function after(cursor: number): FeedEvent[] {
  return events.slice(cursor);
}

function add(value: number): FeedEvent {
  const event = { id: events.length + 1, value };
  events.push(event);
  // Answering takes a waiter out of the set, which a Set allows while it is walked.
  for (const waiter of waiters) if (event.id > waiter.since) answer(waiter);
  for (const stream of streams) sendEvent(stream, event);
  return event;
}

// ---- Polling ----

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function sendEventsAfter(cursor: number, response: ServerResponse): void {
  const found = after(cursor);
  sendJson(response, 200, { events: found, last: found.at(-1)?.id ?? cursor });
}

/** Digits only: `Number` would take '', ' 1' and '1e3', and would make NaN of words, which compares false with all. */
function cursorOf(text: string | null | undefined): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}

// ---- Long polling ----

/** Looks at the feed and begins to wait in one turn: no event can come in between. */
function longPoll(since: number, response: ServerResponse): void {
  if (after(since).length > 0) return sendEventsAfter(since, response);
  const waiter: Waiter = { since, response, timer: setTimeout(() => giveUp(waiter), HOLD_MS) };
  waiters.add(waiter);
  // Also fires when the client is gone, by a FIN or by a reset. After an answer there is nothing left to forget.
  response.on('close', () => forget(waiter));
}

function answer(waiter: Waiter): void {
  forget(waiter);
  sendEventsAfter(waiter.since, waiter.response);
}

function giveUp(waiter: Waiter): void {
  forget(waiter);
  waiter.response.writeHead(204).end();
}

/** Safe to call twice. */
function forget(waiter: Waiter): void {
  clearTimeout(waiter.timer);
  waiters.delete(waiter);
}

// ---- Server-sent events ----

function sendEvent(stream: ServerResponse, event: FeedEvent): void {
  // The blank line dispatches the event.
  stream.write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
}

function stream(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  // Node keeps the head back until there is a body, which may be long in coming.
  response.flushHeaders();
  // Replay and subscription in one turn, as with the long poll. Without a cursor the stream is live.
  const cursor = cursorOf(request.headers['last-event-id']?.toString()) ?? events.length;
  for (const event of after(cursor)) sendEvent(response, event);
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

// ---- HTTP ----

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) text += part;
  return JSON.parse(text);
}

async function tick(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readJson(request).catch(() => undefined);
  const value = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
  if (typeof value !== 'number') return sendJson(response, 400, { error: 'value must be a number' });
  sendJson(response, 201, { id: add(value).id });
}

const server = createServer((request, response) => {
  const url = new URL(`http://feed${request.url}`);
  const route = `${request.method} ${url.pathname}`;
  const since = cursorOf(url.searchParams.get('since'));
  if (route === 'POST /tick') return void tick(request, response);
  if (route === 'GET /events') return stream(request, response);
  if (route === 'GET /stats') return sendJson(response, 200, { waiters: waiters.size });
  if (route !== 'GET /poll' && route !== 'GET /long-poll') return sendJson(response, 404, { error: 'not found' });
  if (since === undefined) return sendJson(response, 400, { error: 'since must be a whole number from 0 on' });
  if (route === 'GET /poll') return sendEventsAfter(since, response);
  longPoll(since, response);
});

server.listen(process.env.PORT, () => console.log(`feed listening on ${process.env.PORT}`));
