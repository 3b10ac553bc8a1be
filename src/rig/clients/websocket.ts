/** A real `ws` client on a link, as a check sees it. */
import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import type { Entry } from '../../wire/entry.ts';
import type { TranscriptPosition } from '../check.ts';
import type { Link } from '../link/link.ts';
import type {
  Closed,
  Handshake,
  MessageMatch,
  OpenOptions,
  OpenOutcome,
  PingAnswer,
  ReceivedControl,
  ReceivedMessage,
  WebSocketClient,
} from '../rig.ts';
import { WaitedInVain } from '../world/errors.ts';
import type { World } from '../world/world.ts';
import { Inbox } from './inbox.ts';
import { type ClientPlace, LOOPBACK, WITHIN_MS } from './place.ts';

/** Opens a client; being refused is an answer. @throws WaitedInVain when the server does not answer the handshake. */
export async function tryOpen(place: ClientPlace, path: string, options: OpenOptions = {}): Promise<OpenOutcome> {
  const handshake = await startHandshake(place, path, options);
  return handshake.done(`the answer to the opening handshake of ${handshake.name} at ${path}`);
}

/** Begins the opening handshake; the world has still to run. */
export async function startHandshake(
  place: ClientPlace,
  path: string,
  options: OpenOptions = {},
): Promise<RigHandshake> {
  const link = await place.links.open(options.name ?? 'client');
  return new RigHandshake(connect(link, path, { ...options, ...place, pong: 'by hand' }), link, place.world, options);
}

export class RigHandshake implements Handshake {
  readonly link: Link;
  readonly #socket: WebSocket;
  readonly #world: World;
  #outcome: OpenOutcome | undefined;

  constructor(socket: WebSocket, link: Link, world: World, options: OpenOptions) {
    this.link = link;
    this.#socket = socket;
    this.#world = world;
    socket.on('open', () => {
      this.#outcome = { outcome: 'open', client };
    });
    socket.on('unexpected-response', (request, response: IncomingMessage) => {
      this.#outcome = { outcome: 'refused', status: response.statusCode ?? 0, at: responseOf(link) };
      response.on('error', () => undefined);
      request.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#outcome ??= { outcome: 'failed', error: describeFailure(error, link), at: link.last() };
    });
    const client = new RigWebSocketClient(socket, link, world);
    client.answerPings(options.pings ?? 'at once');
  }

  get name(): string {
    return this.link.name;
  }

  get outcome(): OpenOutcome | undefined {
    return this.#outcome;
  }

  async done(label: string, { withinMs = WITHIN_MS } = {}): Promise<OpenOutcome> {
    await this.#world.until(() => this.#outcome !== undefined, withinMs);
    if (this.#outcome) return this.#outcome;
    this.#socket.terminate();
    throw new WaitedInVain(label, 'nothing', this.link.last());
  }
}

export interface ConnectOptions extends Omit<OpenOptions, 'name' | 'pings'> {
  /** The server's: what `Host` names. */
  readonly port: number;
  /** Where masks come from; from secure randomness unless told. */
  readonly random?: () => number;
  /** Whether whoever holds the client answers pings; it answers them itself unless told. */
  readonly pong?: 'by hand';
}

export function connect(
  link: Link,
  path: string,
  { port, random, headers, protocols, pong }: ConnectOptions,
): WebSocket {
  return new WebSocket(`ws://${LOOPBACK}:${link.port}${path}`, [...(protocols ?? [])], {
    perMessageDeflate: false,
    autoPong: pong !== 'by hand',
    headers: { Host: `${LOOPBACK}:${port}`, ...headers },
    ...(random && {
      generateMask(mask) {
        for (let at = 0; at < mask.length; at++) mask[at] = Math.floor(random() * 256);
      },
    }),
  });
}

function responseOf(link: Link): TranscriptPosition | undefined {
  const response = link.recording.last((entry) => entry.kind === 'response');
  return response && { link: link.name, entry: response.index };
}

/** A sentence for the student. */
export function describeFailure(error: NodeJS.ErrnoException, link: Link): string {
  const refused = ({ detail }: Entry) => detail.of === 'event' && detail.event.event === 'refused';
  if (link.recording.last(refused)) return 'Nothing listens on the port: the connection was refused.';
  if (error.code === 'ECONNRESET') return 'The connection was reset or closed before an answer came.';
  return `The client gave up: ${error.message}.`;
}

export class RigWebSocketClient implements WebSocketClient {
  readonly link: Link;
  readonly #socket: WebSocket;
  readonly #world: World;
  readonly #inbox: Inbox;
  readonly pings: ReceivedControl[] = [];
  readonly pongs: ReceivedControl[] = [];
  #pingAnswer: PingAnswer = 'at once';
  #closed: Closed | undefined;

  constructor(socket: WebSocket, link: Link, world: World) {
    this.#socket = socket;
    this.#world = world;
    this.link = link;
    this.#inbox = new Inbox(link);
    // One array of bytes for each message, whatever ws makes of fragments.
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: Buffer, isBinary) => this.#inbox.add(data, isBinary, world.now()));
    socket.on('ping', (payload: Buffer) => {
      this.pings.push(this.#control('ping', payload, this.pings));
      this.#answer(payload);
    });
    socket.on('pong', (payload: Buffer) => this.pongs.push(this.#control('pong', payload, this.pongs)));
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => {
      const entry = this.#closeEntry();
      const at = entry && { link: this.name, entry: entry.index };
      this.#closed = { code, reason: reason.toString(), at, time: entry?.time ?? world.now() };
    });
  }

  get name(): string {
    return this.link.name;
  }

  get inbox(): readonly ReceivedMessage[] {
    return this.#inbox.all;
  }

  get closed(): Closed | undefined {
    return this.#closed;
  }

  send(message: unknown): void {
    const asIs = typeof message === 'string' || message instanceof Uint8Array;
    // To a connection that is gone it is lost, as on any network.
    this.#socket.send(asIs ? message : JSON.stringify(message), () => undefined);
  }

  answerPings(how: PingAnswer): void {
    this.#pingAnswer = how;
  }

  ping(payload: Uint8Array | string = ''): void {
    this.#socket.ping(payload, true, () => undefined);
  }

  #answer(payload: Buffer): void {
    const how = this.#pingAnswer;
    const pong = () => this.#socket.pong(payload, true, () => undefined);
    if (how === 'at once') pong();
    else if (how !== 'never') setTimeout(pong, how.afterMs);
  }

  #control(kind: 'ping' | 'pong', payload: Buffer, before: readonly ReceivedControl[]): ReceivedControl {
    const after = before.at(-1)?.at?.entry ?? -1;
    const found = this.link.recording.kept.find(
      ({ entry }) => entry.direction === 'down' && entry.kind === kind && entry.index > after,
    );
    const at = found && { link: this.name, entry: found.entry.index };
    return { payload, at, time: this.#world.now() };
  }

  async next(label: string, match?: MessageMatch, { withinMs = WITHIN_MS } = {}): Promise<ReceivedMessage> {
    let found: ReceivedMessage | undefined;
    await this.#world.until(() => {
      found ??= this.#inbox.take(match);
      return found !== undefined || this.#closed !== undefined;
    }, withinMs);
    if (found) return found;
    throw this.#inVain(label);
  }

  pending(match?: MessageMatch): readonly ReceivedMessage[] {
    return this.#inbox.pending(match);
  }

  drain(): readonly ReceivedMessage[] {
    return this.#inbox.drain();
  }

  close(code?: number, reason?: string): Promise<Closed> {
    this.startClose(code, reason);
    return this.nextClose(`the answer to the Close frame of ${this.name}`);
  }

  startClose(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  async nextClose(label: string, { withinMs = WITHIN_MS } = {}): Promise<Closed> {
    await this.#world.until(() => this.#closed !== undefined, withinMs);
    if (this.#closed) return this.#closed;
    throw this.#inVain(label);
  }

  #inVain(label: string): WaitedInVain {
    const { code, reason } = this.#closed ?? {};
    const ending = this.#closed ? `; then the connection was closed with ${code}${reason ? ` "${reason}"` : ''}` : '';
    return new WaitedInVain(label, `${this.#inbox.describe()}${ending}`, this.link.last());
  }

  #closeEntry(): Entry | undefined {
    return (
      this.link.recording.last(({ kind, direction }) => kind === 'close' && direction === 'down') ??
      this.link.recording.last()
    );
  }
}
