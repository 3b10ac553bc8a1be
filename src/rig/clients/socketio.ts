/** A real `socket.io-client` whose connections run over links, as a check sees it. */
import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { io, type Socket } from 'socket.io-client';
import type { Entry } from '../../wire/entry.ts';
import type { EnginePacket } from '../../wire/socket.io.ts';
import type { TranscriptPosition } from '../check.ts';
import type { Link } from '../link/link.ts';
import type { PacketMatch, ReceivedPacket, SocketIoClient, SocketIoOptions, SocketIoOutcome } from '../socketio.ts';
import { WaitedInVain } from '../world/errors.ts';
import type { World } from '../world/world.ts';
import { includes } from './inbox.ts';
import { Mailbox } from './mailbox.ts';
import { type ClientPlace, LOOPBACK, WITHIN_MS } from './place.ts';
import { quote } from './quote.ts';

/** A polling client takes several exchanges to connect. */
const CONNECT_WITHIN_MS = 5000;

export async function openSocketIo(place: ClientPlace, options: SocketIoOptions): Promise<SocketIoOutcome> {
  const { namespace = '/', name = 'client', path = '/socket.io/' } = options;
  const agent = new LinkAgent(place, name);
  const socket = io(`http://${LOOPBACK}:${place.port}${namespace}`, {
    path,
    forceNew: true,
    reconnection: options.reconnects !== 'when told',
    ...(options.transports && { transports: [...options.transports] }),
    ...(options.auth && { auth: { ...options.auth } }),
    ...(options.query && { query: { ...options.query } }),
    ...(options.extraHeaders && { extraHeaders: { ...options.extraHeaders } }),
    // The package's types know only the kinds of agent that a browser has.
    agent: agent as unknown as boolean,
  });
  const client = new RigSocketIoClient(socket, agent, place, name);
  place.atEnd(() => {
    socket.disconnect();
    agent.destroy();
  });
  await place.world.until(() => client.isConnected || client.refusals.length > 0, CONNECT_WITHIN_MS);
  if (client.isConnected) return { outcome: 'connected', client };
  socket.disconnect();
  const [message] = client.refusals;
  if (message !== undefined) return { outcome: 'refused', message, at: client.last() };
  throw new WaitedInVain(`${name} to be let into the namespace ${namespace}`, 'no answer', client.last());
}

/** Gives each connection of a client a link of its own. Connections are kept for the next request, as browsers do. */
class LinkAgent extends http.Agent {
  readonly links: Link[] = [];
  readonly #place: ClientPlace;
  readonly #name: string;

  constructor(place: ClientPlace, name: string) {
    super({ keepAlive: true });
    this.#place = place;
    this.#name = name;
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    void this.#place.links.open(this.#name).then((link) => {
      this.links.push(link);
      callback?.(null, net.connect({ port: link.port, host: LOOPBACK }));
    });
  }
}

class RigSocketIoClient implements SocketIoClient {
  readonly name: string;
  readonly disconnects: { reason: string; time: number }[] = [];
  readonly refusals: string[] = [];
  readonly #socket: Socket;
  readonly #agent: LinkAgent;
  readonly #world: World;
  readonly #mail = new Mailbox<ReceivedPacket>(quote);
  /** Places of the packets that have been received, `link entry packet`. */
  readonly #found = new Set<string>();
  #disconnectsSeen = 0;

  constructor(socket: Socket, agent: LinkAgent, { world }: ClientPlace, name: string) {
    this.#socket = socket;
    this.#agent = agent;
    this.#world = world;
    this.name = name;
    socket.onAny((event: string, ...given: unknown[]) => {
      const last = given.at(-1);
      const ack = typeof last === 'function' ? (last as (...values: readonly unknown[]) => void) : undefined;
      const args = ack ? given.slice(0, -1) : given;
      this.#mail.add({ event, args, ack, at: this.#placeOf(event), time: world.now() });
    });
    socket.on('disconnect', (reason) => this.disconnects.push({ reason, time: world.now() }));
    socket.on('connect_error', (error) => this.refusals.push(error.message));
  }

  get id(): string | undefined {
    return this.#socket.id;
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  get isRecovered(): boolean {
    return this.#socket.recovered;
  }

  get transport(): 'polling' | 'websocket' | undefined {
    const name = this.#socket.io.engine?.transport.name;
    return name === 'polling' || name === 'websocket' ? name : undefined;
  }

  get links(): readonly Link[] {
    return this.#agent.links;
  }

  get inbox(): readonly ReceivedPacket[] {
    return this.#mail.all;
  }

  emit(event: string, ...args: readonly unknown[]): void {
    this.#socket.emit(event, ...args);
  }

  async emitWithAck(label: string, event: string, ...args: readonly unknown[]): Promise<unknown> {
    let reply: readonly unknown[] | undefined;
    this.#socket.emit(event, ...args, (...values: unknown[]) => {
      reply = values;
    });
    await this.#world.until(() => reply !== undefined || !this.isConnected, WITHIN_MS);
    if (reply) return reply[0];
    throw this.#inVain(label);
  }

  async next(label: string, match?: PacketMatch, { withinMs = WITHIN_MS } = {}): Promise<ReceivedPacket> {
    let found: ReceivedPacket | undefined;
    await this.#world.until(() => {
      found ??= this.#mail.take((packet) => matchesPacket(packet, match));
      return found !== undefined;
    }, withinMs);
    if (found) return found;
    throw this.#inVain(label);
  }

  pending(match?: PacketMatch): readonly ReceivedPacket[] {
    return this.#mail.pending((packet) => matchesPacket(packet, match));
  }

  drain(): readonly ReceivedPacket[] {
    return this.#mail.drain();
  }

  nextConnect(label: string, options?: { withinMs?: number }): Promise<void> {
    return this.#until(label, () => this.isConnected, options);
  }

  async nextDisconnect(label: string, options?: { withinMs?: number }): Promise<string> {
    const seen = this.#disconnectsSeen;
    await this.#until(label, () => this.disconnects.length > seen, options);
    this.#disconnectsSeen = seen + 1;
    return this.disconnects[seen]?.reason ?? '';
  }

  nextUpgrade(label: string, options?: { withinMs?: number }): Promise<void> {
    return this.#until(label, () => this.transport === 'websocket', options);
  }

  async cut(): Promise<void> {
    for (const link of [...this.links]) await link.cut();
  }

  async blackhole(): Promise<void> {
    for (const link of [...this.links]) await link.blackhole();
  }

  async disconnect(): Promise<void> {
    this.#socket.disconnect();
    await this.#world.idle();
  }

  last(): TranscriptPosition | undefined {
    return this.links.at(-1)?.last();
  }

  async #until(label: string, done: () => boolean, { withinMs = CONNECT_WITHIN_MS } = {}): Promise<void> {
    await this.#world.until(done, withinMs);
    if (!done()) throw this.#inVain(label);
  }

  #inVain(label: string): WaitedInVain {
    const gone = this.isConnected ? '' : `; ${this.name} is not connected`;
    const why = this.isConnected ? undefined : (this.refusals.at(-1) ?? this.disconnects.at(-1)?.reason);
    return new WaitedInVain(label, `${this.#mail.describe()}${gone}${why ? ` (${why})` : ''}`, this.last());
  }

  /** The first packet with this event on the links that was not received before. */
  #placeOf(event: string): TranscriptPosition | undefined {
    for (const { name, recording } of this.#agent.links) {
      for (const { entry } of recording.kept) {
        for (const [at, packet] of packetsOf(entry).entries()) {
          const key = `${name} ${entry.index} ${at}`;
          if (eventOf(packet) !== event || this.#found.has(key)) continue;
          this.#found.add(key);
          return { link: name, entry: entry.index };
        }
      }
    }
    return undefined;
  }
}

function packetsOf({ direction, detail }: Entry): readonly EnginePacket[] {
  return direction === 'down' && 'packets' in detail ? (detail.packets ?? []) : [];
}

function eventOf(packet: EnginePacket): unknown {
  if (packet.type !== 'message' || !packet.packet?.type.endsWith('EVENT')) return undefined;
  const { data } = packet.packet;
  return Array.isArray(data) ? data[0] : undefined;
}

function matchesPacket(packet: ReceivedPacket, match: PacketMatch | undefined): boolean {
  if (match === undefined) return true;
  if (typeof match === 'function') return match(packet);
  const [event, ...args] = typeof match === 'string' ? [match] : match;
  return packet.event === event && args.every((arg, index) => includes(packet.args[index], arg));
}
