// One table of rows, an async iterator for each connection, and everything sent in batches, a turn later.
import { on, once } from 'node:events';
import { createServer } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { WebSocketServer, type WebSocket } from 'ws';

type Row = { id: number; name: string; department: string; socket: WebSocket };
type Seat = { row: Row; room: string };
let people: Row[] = [];
let seats: Seat[] = [];
const numbers = new Map<string, number>();
const outbox: [WebSocket, string][] = [];

function post(socket: WebSocket, message: Record<string, unknown>) {
  if (outbox.length === 0) setTimeout(flush, 0);
  outbox.push([socket, JSON.stringify(message)]);
}
function flush() {
  for (const [socket, text] of outbox.splice(0)) if (socket.readyState === socket.OPEN) socket.send(text);
}
const seated = (room: string) => seats.filter((seat) => seat.room === room);
const isPresent = (name: string, room: string) => seated(room).some(({ row }) => row.name === name);

function leave(row: Row, room: string) {
  seats = seats.filter((seat) => seat.row !== row || seat.room !== room);
  // What was batched for the room and not yet sent is not for those who left.
  for (let i = outbox.length - 1; i >= 0; i--) if (outbox[i][0] === row.socket && JSON.parse(outbox[i][1]).room === room) outbox.splice(i, 1);
  if (isPresent(row.name, room)) return;
  for (const seat of seated(room)) post(seat.row.socket, { type: 'presence', room, name: row.name, event: 'leave' });
  if (seated(room).length === 0) numbers.delete(room);
}
function obey(row: Row, raw: string): string | undefined {
  let message: unknown;
  try { message = JSON.parse(raw); } catch { return 'BAD_MESSAGE'; }
  const { type, room, text, to } = Object(message) as Record<string, unknown>;
  if (type === 'join' && typeof room === 'string') {
    const before = seated(room);
    if (before.some((seat) => seat.row === row)) return undefined;
    seats.push({ row, room });
    post(row.socket, { type: 'joined', room, members: [...new Set(before.map((seat) => seat.row.name).filter((name) => name !== row.name))] });
    if (!before.some((seat) => seat.row.name === row.name)) for (const seat of before) post(seat.row.socket, { type: 'presence', room, name: row.name, event: 'join' });
    return;
  }
  if (type === 'leave' || (type === 'say' && typeof text === 'string')) {
    if (!seats.some((seat) => seat.row === row && seat.room === room)) return 'NOT_IN_ROOM';
    if (type === 'leave') return leave(row, room as string);
    const seq = (numbers.get(room as string) ?? 99) + 1;
    numbers.set(room as string, seq);
    for (const seat of seated(room as string)) post(seat.row.socket, { type: 'said', room, from: row.name, text, seq });
    return;
  }
  if (type === 'dept' && typeof text === 'string') {
    for (const other of people) if (other !== row && other.department === row.department) post(other.socket, { type: 'dept', from: row.name, text });
    return;
  }
  if (type === 'dm' && typeof text === 'string') {
    const them = people.filter((other) => other.name === to);
    if (them.length === 0) return 'NO_SUCH_USER';
    for (const other of people) if (other.name === to || other.name === row.name) post(other.socket, { type: 'dm', from: row.name, text });
    return;
  }
  return 'BAD_MESSAGE';
}
async function read(row: Row) {
  const stop = new AbortController();
  row.socket.on('error', () => {});
  row.socket.once('close', () => stop.abort());
  try {
    for await (const [data, binary] of on(row.socket, 'message', { signal: stop.signal })) {
      const code = binary ? 'BAD_MESSAGE' : obey(row, data.toString());
      if (code) post(row.socket, { type: 'error', code, at: Date.now() });
    }
  } catch {} finally {
    people = people.filter((other) => other !== row);
    for (const { room } of seats.filter((seat) => seat.row === row)) leave(row, room);
  }
}
const app = express();
app.use(express.json({ type: () => true }));
app.get('/api/stats', (_request, response) => {
  const departments = { sales: 0, engineering: 0, hr: 0, legal: 0 } as Record<string, number>;
  for (const { department } of people) departments[department] += 1;
  const rooms = new Map<string, number>();
  for (const { room } of seats) rooms.set(room, new Set(seated(room).map(({ row }) => row.name)).size);
  response.json({ connections: people.length, departments, rooms: Object.fromEntries(rooms), version: '1.0' });
});
app.get('/api/rooms/:room', (request, response) => {
  const members = [...new Set(seated(request.params.room).map(({ row }) => row.name))].sort().reverse();
  response.status(members.length ? 200 : 404).json({ members });
});
app.post('/api/broadcast', (request, response) => {
  if (typeof request.body?.text !== 'string') { response.status(400).json({ error: 'text' }); return; }
  for (const { socket } of people) post(socket, { type: 'announcement', text: request.body.text, priority: 'high' });
  response.status(202).json({ recipients: people.length });
});
app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => { response.status(400).json({ error: error.message }); });

const server = createServer(app);
const hub = new WebSocketServer({ noServer: true });
let last = 1_000;
server.on('upgrade', (request, socket, head) => {
  const url = URL.parse(request.url ?? '', 'http://hub.local');
  const name = url?.searchParams.get('name') ?? '';
  const department = url?.searchParams.get('department') ?? '';
  hub.handleUpgrade(request, socket, head, (ws) => {
    if (url?.pathname !== '/hub' || !['sales', 'engineering', 'hr'].includes(department)) { ws.on('error', () => {}); ws.close(1008); return; }
    const row = { id: last++, name, department, socket: ws };
    people.push(row);
    post(ws, { type: 'welcome', id: row.id, name, department });
    void read(row);
  });
});
server.listen(process.env.PORT);
await once(server, 'listening');
console.log('up');
