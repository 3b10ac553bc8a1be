// One index only: each socket knows its rooms, and whoever wants the members of a room scans all sockets.
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

interface Desk extends WebSocket {
  id: string;
  person: string;
  department: string;
  rooms: Set<string>;
}

const server = createServer();
const wss = new WebSocketServer({ server, path: '/hub', clientTracking: true });
const seqs = new Map<string, number>();

const desks = () => [...(wss.clients as Set<Desk>)].filter((desk) => desk.readyState === WebSocket.OPEN && desk.rooms);
const desksIn = (room: string) => desks().filter((desk) => desk.rooms.has(room));
const peopleIn = (room: string) => [...new Set(desksIn(room).map((desk) => desk.person))];

function publish(recipients: Desk[], message: object): number {
  const text = JSON.stringify(message);
  recipients.forEach((desk) => {
    desk.send(text, (error) => error && console.warn(error.message));
  });
  return recipients.length;
}

function tellOthers(desk: Desk, room: string, event: string) {
  const inRoom = desksIn(room);
  if (inRoom.some((other) => other !== desk && other.person === desk.person)) return;
  publish(
    inRoom.filter((other) => other !== desk),
    { type: 'presence', room, name: desk.person, event },
  );
}

wss.on('connection', (socket, request) => {
  const desk = socket as Desk;
  const query = new URL(request.url ?? '', 'ws://hub').searchParams;
  desk.on('error', () => {});
  desk.person = query.get('name') ?? '';
  desk.department = query.get('department') ?? '';
  if (!/^(sales|engineering|hr)$/.test(desk.department)) return desk.close(1008);
  desk.id = `${Math.random().toString(36).slice(2)}${process.hrtime.bigint()}`;
  desk.rooms = new Set();
  publish([desk], { type: 'welcome', id: desk.id, name: desk.person, department: desk.department });
  desk.on('message', (data, isBinary) => {
    const code = isBinary ? 'BAD_MESSAGE' : understand(desk, data.toString());
    if (code) publish([desk], { type: 'error', code });
  });
  desk.on('close', () => {
    for (const room of desk.rooms) {
      desk.rooms.delete(room);
      tellOthers(desk, room, 'leave');
    }
  });
});

function understand(desk: Desk, data: string): string | void {
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return 'BAD_MESSAGE';
  }
  const get = (field: string) => {
    const value = message && typeof message === 'object' ? Reflect.get(message, field) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const [type, room, text, to] = ['type', 'room', 'text', 'to'].map(get);

  if (type === 'join' && room !== undefined) {
    // Who has joined already is told again, and the others are not.
    if (!desk.rooms.has(room)) tellOthers(desk, room, 'join');
    desk.rooms.add(room);
    publish([desk], { type: 'joined', room, members: peopleIn(room) });
    return;
  }
  if (type === 'leave' && room !== undefined) {
    if (!desk.rooms.delete(room)) return 'NOT_IN_ROOM';
    return tellOthers(desk, room, 'leave');
  }
  if (type === 'say' && room !== undefined && text !== undefined) {
    if (!desk.rooms.has(room)) return 'NOT_IN_ROOM';
    const seq = (seqs.get(room) ?? -1) + 1;
    seqs.set(room, seq);
    publish(desksIn(room), { type: 'said', room, from: desk.person, text, seq });
    return;
  }
  if (type === 'dept' && text !== undefined) {
    const colleagues = desks().filter((other) => other.department === desk.department && other !== desk);
    publish(colleagues, { type: 'dept', from: desk.person, text });
    return;
  }
  if (type === 'dm' && to !== undefined && text !== undefined) {
    const reached = publish(
      desks().filter((other) => other.person === to),
      { type: 'dm', from: desk.person, text },
    );
    return reached === 0 ? 'NO_SUCH_USER' : undefined;
  }
  return 'BAD_MESSAGE';
}

server.on('request', (request, response) => {
  const json = (status: number, body: unknown) => {
    response.writeHead(status, { 'Content-Type': 'application/json; charset=UTF-8' });
    response.end(JSON.stringify(body));
  };
  const [path] = (request.url ?? '').split('?');
  if (request.method === 'GET' && path === '/api/stats') {
    const tally = (names: string[]) => {
      const counts = Object.create(null) as Record<string, number>;
      for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
      return counts;
    };
    const all = desks();
    json(200, {
      connections: all.length,
      departments: tally(all.map((desk) => desk.department)),
      rooms: tally(all.flatMap((desk) => [...desk.rooms])),
    });
  } else if (request.method === 'GET' && path?.startsWith('/api/rooms/')) {
    const members = peopleIn(decodeURIComponent(path.slice(11)));
    json(members.length > 0 ? 200 : 404, { members });
  } else if (request.method === 'POST' && path === '/api/broadcast') {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      let text: unknown;
      try {
        text = JSON.parse(Buffer.concat(chunks).toString('utf8'))?.text;
      } catch {
        text = undefined;
      }
      if (typeof text === 'string') json(202, { recipients: publish(desks(), { type: 'announcement', text }) });
      else json(400, { error: 'BAD_BODY' });
    });
  } else json(404, null);
});

server.listen(process.env.PORT);
