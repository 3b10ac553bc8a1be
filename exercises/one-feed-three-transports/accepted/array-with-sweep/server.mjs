// One array of responses, one timer for all, an open mind about `since`, and a stream that nobody would write like this.
import http from 'node:http';

const events = [];
let waiting = [];
let streams = [];
let asked = 0;

const json = (res, status, body) => {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(text) });
  res.end(text);
};
const answer = ({ res, since }) => {
  const found = events.filter((event) => event.id > since);
  json(res, 200, { last: found.length ? found[found.length - 1].id : since, events: found });
};
const write = (res, event) => {
  const lines = JSON.stringify({ ...event, unit: 'morale' }, null, 2).split('\n');
  res.write(`: here it comes\r\nid:${event.id}\r\n${lines.map((line) => `data:${line}\r\n`).join('')}retry: 500\r\n\r\n`);
};

setInterval(() => {
  const now = Date.now();
  const late = waiting.filter(({ from }) => now - from >= 25_000);
  waiting = waiting.filter((waiter) => !late.includes(waiter));
  for (const { res } of late) {
    res.writeHead(204, { 'Cache-Control': 'no-store', 'X-Reason': 'nothing happened', Date: new Date().toUTCString() });
    res.end();
  }
  for (const res of streams) res.write(':\n\n');
}, 500);

http
  .createServer((req, res) => {
    const [path, query = ''] = req.url.split('?');
    if (path === '/tick') {
      const parts = [];
      req.on('data', (part) => parts.push(part));
      req.on('end', () => {
        const event = { value: JSON.parse(Buffer.concat(parts)).value, id: events.length + 1, at: new Date() };
        events.push(event);
        const ready = waiting.filter(({ since }) => since < event.id);
        waiting = waiting.filter(({ since }) => since >= event.id);
        ready.forEach(answer);
        for (const stream of streams) write(stream, event);
        json(res, 201, { ok: true, id: event.id });
      });
    } else if (path === '/poll' || path === '/long-poll') {
      const since = Number(new URLSearchParams(query).get('since'));
      if (!(since >= 0 && since % 1 === 0)) return json(res, 400, { error: 'bad since' });
      if (path === '/poll' || events.length > since) return answer({ res, since });
      const waiter = { res, since, from: Date.now() };
      waiting.push(waiter);
      req.socket.on('close', () => {
        waiting = waiting.filter((other) => other !== waiter);
      });
    } else if (path === '/events') {
      res.writeHead(200, { 'Content-Type': 'Text/Event-Stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      res.write('retry: 1000\r\n\r\n');
      const from = req.headers['last-event-id'];
      if (from !== undefined) for (const event of events.slice(+from)) write(res, event);
      streams.push(res);
      res.on('close', () => {
        streams = streams.filter((other) => other !== res);
      });
    } else if (path === '/stats') {
      json(res, 200, { waiters: waiting.length, asked: ++asked });
    } else {
      json(res, 404, {});
    }
  })
  .listen(process.env.PORT);
