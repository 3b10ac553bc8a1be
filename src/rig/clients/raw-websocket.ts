/** A WebSocket client made by hand on a link: see ../raw-websocket.ts. */
import net from 'node:net';
import { concat } from '../../wire/byte-queue.ts';
import type { Entry, EntryKind } from '../../wire/entry.ts';
import { encodeFrame, type OpcodeName } from '../../wire/websocket.ts';
import { type FrameToSend, frames } from '../frames.ts';
import type { Link } from '../link/link.ts';
import type {
  Ending,
  HandshakeAnswer,
  Pieces,
  RawWebSocketClient,
  RawWebSocketOptions,
  ReceivedFrame,
  ReceivedWhole,
  Sendable,
} from '../raw-websocket.ts';
import { WaitedInVain } from '../world/errors.ts';
import { cut } from './pieces.ts';
import { type ClientPlace, LOOPBACK, WITHIN_MS } from './place.ts';
import { RawWebSocketReader } from './raw-websocket-reader.ts';

/** Resolves when the server has answered the handshake, has ended the connection, or has said nothing for 2 s. */
export async function openRawWebSocket(
  place: ClientPlace,
  path: string,
  options: RawWebSocketOptions = {},
): Promise<RawWebSocketClient> {
  const link = await place.links.open(options.name ?? 'raw');
  const socket = net.connect({ port: link.port, host: LOOPBACK, allowHalfOpen: true });
  // By itself it would stay half open.
  place.atEnd(() => socket.destroy());
  const client = new RigRawWebSocketClient(socket, link, place, options);
  await client.open(path, options);
  return client;
}

class RigRawWebSocketClient implements RawWebSocketClient {
  readonly link: Link;
  readonly key: string;
  readonly #socket: net.Socket;
  readonly #place: ClientPlace;
  readonly #reader: RawWebSocketReader;
  #untaken: ReceivedFrame[] = [];
  #untakenMessages: ReceivedWhole[] = [];
  #ended: Ending | undefined;

  constructor(socket: net.Socket, link: Link, place: ClientPlace, options: RawWebSocketOptions) {
    const { method, key, onOpen, answersPings } = options;
    this.#socket = socket;
    this.#place = place;
    this.link = link;
    const random = Array.from({ length: 16 }, () => Math.floor(place.random() * 256));
    this.key = key ?? Buffer.from(random).toString('base64');
    const entries = new Entries(link);
    const now = () => place.world.now();
    this.#reader = new RawWebSocketReader(method ?? 'GET', {
      now,
      at: (kind) => entries.next(kind),
      onOpen: () => onOpen && socket.write(this.#encode(onOpen)),
      onFrame: (frame) => {
        this.#untaken.push(frame);
        if (answersPings && frame.kind === 'ping' && socket.writable) this.send(frames.pong(frame.payload));
      },
      onMessage: (message) => this.#untakenMessages.push(message),
    });
    const end = (how: Ending['how']) => {
      if (!this.#ended) this.#reader.end();
      this.#ended ??= { how, time: now() };
    };
    socket.on('data', (bytes: Uint8Array) => this.#reader.push(bytes));
    socket.on('end', () => end('fin'));
    socket.on('error', () => end('reset'));
  }

  async open(path: string, options: RawWebSocketOptions): Promise<void> {
    const { world, port } = this.#place;
    await world.idle();
    const head = requestHead(path, { Host: `${LOOPBACK}:${port}`, 'Sec-WebSocket-Key': this.key }, options);
    await this.sendInPieces(concat([head, this.#encode(options.head ?? [])]), options.pieces ?? []);
    await world.until(() => this.#reader.answer !== undefined || this.#ended !== undefined, WITHIN_MS);
  }

  get name(): string {
    return this.link.name;
  }
  get answer(): HandshakeAnswer | undefined {
    return this.#reader.answer;
  }
  get frames(): readonly ReceivedFrame[] {
    return this.#reader.frames;
  }
  get messages(): readonly ReceivedWhole[] {
    return this.#reader.messages;
  }
  get problem(): string | undefined {
    return this.#reader.problem;
  }
  get ended(): Ending | undefined {
    return this.#ended;
  }

  send(...frames: readonly FrameToSend[]): void {
    this.#socket.write(this.#encode(frames));
  }

  write(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  async sendInPieces(what: Sendable, pieces: Pieces): Promise<void> {
    for (const piece of cut(this.#encode(what), pieces)) {
      this.#socket.write(piece);
      await this.#place.world.idle();
    }
  }

  async nextFrame(
    label: string,
    match: OpcodeName | ((frame: ReceivedFrame) => boolean) = () => true,
    { withinMs = WITHIN_MS } = {},
  ): Promise<ReceivedFrame> {
    const matches = typeof match === 'function' ? match : ({ kind }: ReceivedFrame) => kind === match;
    const found = await this.#next(() => this.#untaken.find(matches), withinMs);
    if (!found) throw this.#inVain(label);
    this.#take([found]);
    return found;
  }

  async nextMessage(label: string, { withinMs = WITHIN_MS } = {}): Promise<ReceivedWhole> {
    const found = await this.#next(() => this.#untakenMessages[0], withinMs);
    if (!found) throw this.#inVain(label);
    this.#take(found.frames);
    return found;
  }

  async untilEnded(label: string, { withinMs = WITHIN_MS } = {}): Promise<Ending> {
    await this.#place.world.until(() => this.#ended !== undefined, withinMs);
    if (this.#ended) return this.#ended;
    throw this.#inVain(label);
  }

  end(): void {
    this.#socket.end();
  }

  async #next<T>(find: () => T | undefined, withinMs: number): Promise<T | undefined> {
    await this.#place.world.until(() => find() !== undefined || this.#ended !== undefined, withinMs);
    return find();
  }

  /** A message of which a frame was taken is taken, too. */
  #take(taken: readonly ReceivedFrame[]): void {
    this.#untaken = this.#untaken.filter((frame) => !taken.includes(frame));
    this.#untakenMessages = this.#untakenMessages.filter(
      ({ frames }) => !frames.some((frame) => taken.includes(frame)),
    );
  }

  #encode(what: Sendable): Uint8Array {
    if (what instanceof Uint8Array) return what;
    return concat(
      what.map(({ mask = 'random', ...frame }) => {
        if (mask === 'none') return encodeFrame(frame);
        return encodeFrame({ ...frame, maskKey: mask === 'random' ? this.#randomKey() : mask });
      }),
    );
  }

  #randomKey(): Uint8Array {
    return Uint8Array.from({ length: 4 }, () => Math.floor(this.#place.random() * 256));
  }

  #inVain(label: string): WaitedInVain {
    const { answer, problem } = this.#reader;
    const came = this.#untaken.map(describe);
    if (!answer) came.push('no answer to the handshake');
    else if (answer.status !== 101) came.push(`the handshake was answered with status ${answer.status}`);
    if (problem) came.push(problem);
    if (this.#ended)
      came.push(this.#ended.how === 'fin' ? 'the server ended the connection' : 'the connection was reset');
    return new WaitedInVain(label, came.join('; ') || 'nothing', this.link.last());
  }
}

function describe({ kind, fields, text, close }: ReceivedFrame): string {
  if (close) return close.code === undefined ? 'a Close frame without a code' : `a Close frame with ${close.code}`;
  const quoted = text !== undefined && text.length <= 60 ? ` "${text}"` : ` of ${fields.length} bytes`;
  return `a ${kind} frame${fields.fin ? '' : ' that is not the last of its message'}${quoted}`;
}

/** Finds the entry of each thing received, which come in the same order. */
class Entries {
  readonly #link: Link;
  #last = -1;

  constructor(link: Link) {
    this.#link = link;
  }

  next(kind: EntryKind): { link: string; entry: number } | undefined {
    const matches = (entry: Entry) => entry.index > this.#last && entry.direction === 'down' && entry.kind === kind;
    const found = this.#link.recording.kept.find(({ entry }) => matches(entry));
    if (!found) return undefined;
    this.#last = found.entry.index;
    return { link: this.#link.name, entry: found.entry.index };
  }
}

function requestHead(
  path: string,
  own: Readonly<Record<string, string>>,
  { method = 'GET', headers = {} }: RawWebSocketOptions,
): Uint8Array {
  const fields = new Map<string, readonly [name: string, value: string | readonly string[] | undefined]>();
  const standard = { ...own, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' };
  for (const [name, value] of [...Object.entries(standard), ...Object.entries(headers)])
    fields.set(name.toLowerCase(), [name, value]);
  const lines = [...fields.values()].flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `${name}: ${one}`),
  );
  return Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
}
