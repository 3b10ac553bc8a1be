// A person who disconnects stays present for five seconds, so that a reload does not flicker.
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

const GRACE_MS = 5000;
const DEPARTMENTS = new Set(['sales', 'engineering', 'hr']);

type Tab = { name: string; department: string; ws: WebSocket };

/** What a room knows of one person: the tabs that are in it, and the timer that runs while there are none. */
type Attendance = { tabs: Set<Tab>; absence?: NodeJS.Timeout };

const tabs = new Set<Tab>();
const rooms = new Map<string, Map<string, Attendance>>();
const counters = new Map<string, number>();

const send = (tab: Tab, message: unknown) => tab.ws.send(JSON.stringify(message));

function* everyoneIn(room: string) {
  for (const attendance of rooms.get(room)?.values() ?? []) yield* attendance.tabs;
}

function join(tab: Tab, room: string) {
  const people = rooms.get(room) ?? new Map<string, Attendance>();
  rooms.set(room, people);
  const attendance = people.get(tab.name);
  if (attendance) {
    clearTimeout(attendance.absence);
    attendance.tabs.add(tab);
  } else {
    for (const other of everyoneIn(room)) send(other, { type: 'presence', room, name: tab.name, event: 'join' });
    people.set(tab.name, { tabs: new Set([tab]) });
  }
  send(tab, { type: 'joined', room, members: [...people.keys()] });
}

function leave(tab: Tab, room: string): boolean {
  const attendance = rooms.get(room)?.get(tab.name);
  if (!attendance?.tabs.delete(tab)) return false;
  if (attendance.tabs.size === 0) {
    attendance.absence = setTimeout(() => forget(tab.name, room), GRACE_MS);
  }
  return true;
}

function forget(name: string, room: string) {
  const people = rooms.get(room);
  people?.delete(name);
  for (const other of everyoneIn(room)) send(other, { type: 'presence', room, name, event: 'leave' });
  if (people?.size === 0) {
    rooms.delete(room);
    counters.delete(room);
  }
}

function handle(tab: Tab, message: any): string | undefined {
  const { type, room, text, to } = message ?? {};
  const strings = (...values: unknown[]) => values.every((value) => typeof value === 'string');
  if (type === 'join' && strings(room)) join(tab, room);
  else if (type === 'leave' && strings(room)) return leave(tab, room) ? undefined : 'NOT_IN_ROOM';
  else if (type === 'say' && strings(room, text)) {
    if (!rooms.get(room)?.get(tab.name)?.tabs.has(tab)) return 'NOT_IN_ROOM';
    const seq = (counters.get(room) ?? 0) + 1;
    counters.set(room, seq);
    for (const member of everyoneIn(room)) send(member, { type: 'said', room, from: tab.name, text, seq });
  } else if (type === 'dept' && strings(text)) {
    for (const other of tabs) {
      if (other.department === tab.department && other !== tab) send(other, { type: 'dept', from: tab.name, text });
    }
  } else if (type === 'dm' && strings(to, text)) {
    const found = [...tabs].filter((other) => other.name === to);
    for (const other of found) send(other, { type: 'dm', from: tab.name, text });
    return found.length > 0 ? undefined : 'NO_SUCH_USER';
  } else return 'BAD_MESSAGE';
}

const server = createServer(async (req, res) => {
  const reply = (status: number, body: object) =>
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const { pathname } = new URL(req.url!, 'http://x');
  if (pathname === '/api/stats') {
    const people = new Map<string, Set<string>>();
    for (const { name, department } of tabs) people.set(department, (people.get(department) ?? new Set()).add(name));
    reply(200, {
      connections: tabs.size,
      departments: Object.fromEntries([...people].map(([department, names]) => [department, names.size])),
      rooms: Object.fromEntries([...rooms].map(([room, members]) => [room, members.size])),
    });
  } else if (pathname.startsWith('/api/rooms/')) {
    const people = rooms.get(decodeURIComponent(pathname.split('/')[3]!));
    if (people) reply(200, { members: [...people.keys()] });
    else reply(404, {});
  } else if (pathname === '/api/broadcast') {
    let body = '';
    req.setEncoding('utf8');
    let text: unknown;
    try {
      for await (const chunk of req) body += chunk;
      text = JSON.parse(body).text;
    } catch {}
    if (typeof text !== 'string') return reply(400, { error: 'bad body' });
    for (const tab of tabs) send(tab, { type: 'announcement', text });
    reply(202, { recipients: tabs.size });
  } else reply(404, {});
});

const wss = new WebSocketServer({ noServer: true });
server.on('upgrade', (req, socket, head) => {
  const url = new URL(req.url!, 'http://x');
  const name = url.searchParams.get('name') ?? 'anonymous';
  const department = url.searchParams.get('department') ?? '';
  if (!DEPARTMENTS.has(department)) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  wss.handleUpgrade(req, socket, head, (ws) => {
    const tab: Tab = { name, department, ws };
    tabs.add(tab);
    ws.on('error', () => {});
    ws.on('message', (data, isBinary) => {
      let message: unknown;
      try {
        message = isBinary ? undefined : JSON.parse(data.toString());
      } catch {}
      const code = handle(tab, message);
      if (code) send(tab, { type: 'error', code });
    });
    ws.on('close', () => {
      tabs.delete(tab);
      for (const room of rooms.keys()) leave(tab, room);
    });
    send(tab, { type: 'welcome', id: `${name}/${Date.now()}/${tabs.size}`, name, department });
  });
});

server.listen(process.env.PORT);
