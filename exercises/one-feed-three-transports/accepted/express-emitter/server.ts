import { EventEmitter } from 'node:events';
import express from 'express';

type FeedEvent = { id: number; value: number };

const feed: FeedEvent[] = [];
const bus = new EventEmitter().setMaxListeners(0);
const app = express();
app.use(express.json());

app.post('/tick', (req, res) => {
  const event = { id: feed.length + 1, value: req.body.value };
  feed.push(event);
  res.status(201).json({ id: event.id });
  bus.emit('event', event);
});

/** A missing `since` is a bad one here. */
app.use(['/poll', '/long-poll'], (req, res, next) => {
  const since = Number(req.query.since === '' ? Number.NaN : req.query.since);
  if (!Number.isInteger(since) || since < 0) {
    res.status(400).json({ error: 'since' });
    return;
  }
  res.locals.since = since;
  next();
});

const page = (since: number) => {
  const events = feed.filter(({ id }) => id > since);
  return { events, last: events.at(-1)?.id ?? feed.length, count: events.length };
};

app.get('/poll', (_req, res) => {
  res.json(page(res.locals.since));
});

let waiting = 0;

app.get('/long-poll', (_req, res) => {
  const { since } = res.locals;
  if (page(since).count > 0) {
    res.json(page(since));
    return;
  }
  waiting += 1;
  const timer = setTimeout(() => res.status(204).end(), 25_000);
  const wake = (event: FeedEvent) => {
    if (event.id <= since) return;
    bus.off('event', wake);
    res.json(page(since));
  };
  bus.on('event', wake);
  res.on('close', () => {
    waiting -= 1;
    clearTimeout(timer);
    bus.off('event', wake);
  });
});

app.get('/events', (req, res) => {
  res.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache, no-transform' });
  res.flushHeaders();
  const send = ({ id, value }: FeedEvent) => res.write(`data: ${JSON.stringify({ value, id })}\nid: ${id}\n\n`);
  for (const event of feed) if (event.id > Number(req.get('Last-Event-ID') ?? 0)) send(event);
  bus.on('event', send);
  req.on('close', () => bus.off('event', send));
});

app.get('/stats', (_req, res) => {
  res.json({ waiters: waiting, listeners: bus.listenerCount('event') });
});

app.listen(Number(process.env.PORT));
