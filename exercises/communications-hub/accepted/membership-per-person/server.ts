// People are in rooms, not tabs: whoever joined from one tab hears the room in all of them, until the last tab closes.
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

class Person {
  readonly name: string;
  readonly department: string;
  readonly tabs = new Set<WebSocket>();
  readonly rooms = new Set<string>();

  constructor(name: string, department: string) {
    this.name = name;
    this.department = department;
  }

  hear(type: string, fields: Record<string, unknown>, except?: WebSocket) {
    const text = JSON.stringify({ ...fields, type });
    for (const tab of this.tabs) if (tab !== except) tab.send(text);
  }
}

const people = new Map<string, Person>();
const history = new Map<string, number>();

const inRoom = (room: string) => Array.from(people.values()).filter((person) => person.rooms.has(room));

function announce(room: string, subject: Person, event: string) {
  for (const person of inRoom(room)) {
    if (person !== subject) person.hear('presence', { room, name: subject.name, event });
  }
}

class HubError extends Error {}

const isName = (value: unknown): value is string => typeof value === 'string';

function dispatch(person: Person, tab: WebSocket, data: string) {
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    throw new HubError('BAD_MESSAGE');
  }
  if (message === null || typeof message !== 'object') throw new HubError('BAD_MESSAGE');
  const { type, room, to, text } = message;
  if (type === 'join' && isName(room)) {
    if (!person.rooms.has(room)) {
      person.rooms.add(room);
      announce(room, person, 'join');
    }
    const members = inRoom(room).map(({ name }) => name);
    tab.send(JSON.stringify({ type: 'joined', room, members }));
  } else if (type === 'leave' && isName(room)) {
    if (!person.rooms.delete(room)) throw new HubError('NOT_IN_ROOM');
    announce(room, person, 'leave');
  } else if (type === 'say' && isName(room) && isName(text)) {
    if (!person.rooms.has(room)) throw new HubError('NOT_IN_ROOM');
    const seq = (history.get(room) ?? 0) + 1;
    history.set(room, seq);
    for (const member of inRoom(room)) member.hear('said', { room, from: person.name, text, seq });
  } else if (type === 'dept' && isName(text)) {
    for (const other of people.values()) {
      if (other.department === person.department) other.hear('dept', { from: person.name, text }, tab);
    }
  } else if (type === 'dm' && isName(to) && isName(text)) {
    const addressee = people.get(to);
    if (!addressee) throw new HubError('NO_SUCH_USER');
    addressee.hear('dm', { from: person.name, text });
  } else {
    throw new HubError('BAD_MESSAGE');
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const send = (status: number, body: unknown) => {
    response.statusCode = status;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  };
  if (url.pathname === '/api/stats') {
    const all = [...people.values()];
    const departments = Object.groupBy(all, ({ department }) => department);
    const rooms = new Set(all.flatMap((person) => [...person.rooms]));
    send(200, {
      connections: all.reduce((sum, { tabs }) => sum + tabs.size, 0),
      departments: Object.fromEntries(Object.entries(departments).map(([name, found]) => [name, found?.length])),
      rooms: Object.fromEntries([...rooms].map((room) => [room, inRoom(room).length])),
    });
  } else if (url.pathname.startsWith('/api/rooms/')) {
    const members = inRoom(decodeURIComponent(url.pathname.split('/')[3] ?? '')).map(({ name }) => name);
    send(members.length ? 200 : 404, { members });
  } else if (url.pathname === '/api/broadcast' && request.method === 'POST') {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      let text: unknown;
      try {
        ({ text } = JSON.parse(body));
      } catch {
        // no text
      }
      if (!isName(text)) return send(400, {});
      let recipients = 0;
      for (const person of people.values()) {
        person.hear('announcement', { text });
        recipients += person.tabs.size;
      }
      send(202, { recipients });
    });
  } else send(404, {});
});

new WebSocketServer({ server, path: '/hub' }).on('connection', (tab, request) => {
  tab.on('error', () => undefined);
  const query = new URL(request.url ?? '/', 'http://hub').searchParams;
  const name = query.get('name') ?? '';
  const department = query.get('department') ?? '';
  if (!['sales', 'engineering', 'hr'].includes(department)) return tab.close(1008, 'unknown department');
  const person = people.get(name) ?? new Person(name, department);
  people.set(name, person);
  person.tabs.add(tab);
  tab.send(JSON.stringify({ type: 'welcome', id: name, name, department }));
  tab.on('message', (data, isBinary) => {
    try {
      dispatch(person, tab, isBinary ? '' : data.toString());
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      tab.send(JSON.stringify({ type: 'error', code: error.message }));
    }
  });
  tab.on('close', () => {
    person.tabs.delete(tab);
    if (person.tabs.size > 0) return;
    people.delete(name);
    for (const room of person.rooms) announce(room, person, 'leave');
  });
});

server.listen(process.env.PORT);
