// HTTP without node:http: one request a connection, a byte buffer, and no help.
import net from 'node:net';

const feed = [];
const held = new Map();
const streams = new Set();

function respond(socket, status, body) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const length = status === 204 ? '' : `content-length: ${Buffer.byteLength(text)}\r\n`;
  socket.end(`HTTP/1.1 ${status} Whatever\r\nconnection: close\r\n${length}\r\n${text}`);
}

function eventsAfter(cursor) {
  const events = feed.filter(([id]) => id > cursor).map(([id, value]) => ({ id, value }));
  return { events, last: events.length > 0 ? events[events.length - 1].id : cursor };
}

function release(socket) {
  const waiter = held.get(socket);
  if (!waiter) return;
  clearTimeout(waiter.timer);
  held.delete(socket);
}

function tick(value) {
  const id = feed.length + 1;
  feed.push([id, value]);
  for (const [socket, { since }] of [...held]) {
    if (since >= id) continue;
    release(socket);
    respond(socket, 200, eventsAfter(since));
  }
  for (const socket of streams) socket.write(frame(id, value));
  return id;
}

const frame = (id, value) => `id: ${id}\ndata: {"id":${id},\ndata: "value":${value}}\n\n`;

function dispatch(socket, method, target, headers, body) {
  const [path, query = ''] = target.split('?');
  if (method === 'POST' && path === '/tick') return respond(socket, 201, { id: tick(JSON.parse(body).value) });
  if (path === '/stats') return respond(socket, 200, { waiters: held.size });
  if (path === '/events') {
    socket.write('HTTP/1.1 200 OK\r\nCONTENT-TYPE: text/event-stream\r\nCACHE-CONTROL: no-cache\r\n\r\n');
    for (const [id, value] of feed) if (id > Number(headers['last-event-id'] ?? feed.length)) socket.write(frame(id, value));
    return streams.add(socket);
  }
  const since = /(?:^|&)since=([^&]*)/.exec(query)?.[1] ?? '';
  if (!/^[0-9]+$/.test(since)) return respond(socket, 400, { error: since });
  const answer = eventsAfter(Number(since));
  if (path === '/poll' || answer.events.length > 0) return respond(socket, 200, answer);
  const giveUp = () => {
    release(socket);
    respond(socket, 204);
  };
  held.set(socket, { since: Number(since), timer: setTimeout(giveUp, 25_000) });
}

net
  .createServer((socket) => {
    let input = '';
    let isDone = false;
    socket.setEncoding('latin1');
    socket.on('data', (bytes) => {
      input += bytes;
      const end = input.indexOf('\r\n\r\n');
      if (isDone || end < 0) return;
      const [first, ...lines] = input.slice(0, end).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      );
      const body = input.slice(end + 4);
      if (body.length < Number(headers['content-length'] ?? 0)) return;
      isDone = true;
      const [method, target] = first.split(' ');
      dispatch(socket, method, target, headers, body);
    });
    socket.on('error', () => {});
    // Without allowHalfOpen the end of the client's stream ends ours, too.
    socket.on('close', () => {
      release(socket);
      streams.delete(socket);
    });
  })
  .listen(process.env.PORT);
