/**
 * Runs the stripper, the parser and the module generator once on a sample of what programs are made of: an engine
 * compiles a function when it is first called, and those of a parser take longer than a program of the course.
 */
import { generateModule } from './module-code.ts';
import { parseModule } from './module-record.ts';
import { stripTypes } from './strip-types.ts';

const SAMPLE = `
import { createServer, type IncomingMessage } from 'http';
import type { Socket } from 'net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

interface Person { readonly id: string; name?: string; rooms: Set<string> }
type Message = { type: 'join'; room: string } | { type: 'say'; text: string };
type Handler<T extends Message> = (from: Person, message: T) => void | Promise<void>;

const PORT = Number(process.env.PORT ?? 3000);
const people = new Map<WebSocket, Person>();
export const limits: Record<string, number> = { text: 4096, rooms: 16 } as const;

class Hub<T extends Message = Message> {
  readonly #members: Map<string, Set<WebSocket>> = new Map();
  private count = 0;
  readonly handlers: readonly Handler<T>[];
  constructor(handlers: Handler<T>[] = []) { this.handlers = handlers; }
  get size(): number { return this.#members.size; }
  join(socket: WebSocket, room: string): void {
    const members = this.#members.get(room) ?? new Set<WebSocket>();
    if (!members.has(socket)) this.count += 1;
    members.add(socket);
    this.#members.set(room, members);
  }
  static of(...rooms: string[]): Hub { return new Hub<Message>(rooms.map((_room) => () => {}) satisfies Handler<Message>[]); }
}

function send(to: WebSocket | undefined, data: unknown, { binary = false }: { binary?: boolean } = {}): boolean {
  if (to?.readyState !== WebSocket.OPEN) return false;
  to.send(JSON.stringify(data), { binary });
  return true;
}

async function* lines(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of source) {
    const parts = (rest + chunk.toString('utf8')).split(/\\r?\\n/);
    rest = parts.pop() as string;
    yield* parts;
  }
}

const parse = (data: RawData): Message | null => {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === 'object' && value !== null && 'type' in value ? (value as Message) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  } finally {
    limits.text!;
  }
};

const server = createServer((request: IncomingMessage, response) => {
  switch (request.method) {
    case 'GET':
      response.writeHead(200, { 'content-type': 'text/plain' }).end(\`\${people.size} here\\n\`);
      break;
    default:
      response.statusCode = 405;
      response.end();
  }
});
const sockets = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket: Socket, head) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname !== '/ws' || !/^[a-z]+$/i.test(url.searchParams.get('name') ?? '')) return void socket.destroy();
  sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
});
sockets.on('connection', async (client: WebSocket, _request: IncomingMessage) => {
  for (let n = 0; n < 3; n++) while (n % 2 === 0 && client.readyState > 1) break;
  const [first, ...others] = [...people.values()].filter(({ rooms }) => !rooms.has('all'));
  client.on('message', (data) => void send(client, { ...parse(data), first: first?.name, others: others.length }));
  await new Promise<void>((resolve) => setTimeout(resolve, 1));
  delete limits['rooms'];
});
server.listen(PORT, () => console.log('listening on', PORT));
export default Hub;
`;

/** The steps of a warm-up, each short enough that a program that comes meanwhile need not wait for long. */
export const warmUpSteps: readonly (() => void)[] = [
  () => void stripTypes(SAMPLE, 'sample.ts'),
  () => void generateModule(parseModule(stripTypes(SAMPLE, 'sample.ts')), 'sample', new Set(), new Set()),
];
