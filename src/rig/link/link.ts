/**
 * The TCP path between one client of the rig and the student's server: a proxy that records every byte, can break the
 * connection as a network does, and otherwise passes on what each side does: bytes, FIN and RST.
 */
import net from 'node:net';
import type { Direction, Entry, LinkEvent } from '../../wire/entry.ts';
import type { TranscriptPosition } from '../check.ts';
import type { Link as LinkSeam } from '../rig.ts';
import type { Act } from '../world/gate.ts';
import { type OnEntries, Recording } from './recording.ts';

/** What a link needs of the place it is in: a world in virtual time, or play on the real clock. */
export interface LinkPlace {
  /** The server's port. */
  readonly port: number;
  /** Lets an act on the link numbered `link` reach the server, at once or when the world allows. */
  pass(link: number, act: Act): void;
  /** Ms since the recording began. */
  now(): number;
  step(): number;
  /** Until the network is at rest. */
  idle(): Promise<void>;
  /** Lets the server have sent at most `limit` bytes in all to this port of the rig; null lifts it. */
  limitWrites(port: number, limit: number | null): void;
  readonly onEntries?: OnEntries;
  /** Bytes of entries that a recording keeps; 4 MiB unless told. */
  readonly keptBytes?: number;
}

const HOST = '127.0.0.1';
/** Where a server is that listens on `localhost` of a system that puts IPv6 first. */
const OTHER_HOST = '::1';
/** Bytes that a client which has stopped reading still takes in. */
const RECEIVE_WINDOW = 64 * 1024;

export class Link implements LinkSeam {
  readonly recording: Recording;
  readonly #place: LinkPlace;
  readonly #listener = net.createServer({ allowHalfOpen: true, pauseOnConnect: true });
  #client: net.Socket | undefined;
  #server: net.Socket | undefined;
  /** `ended`: the client, or a fault for it, has ended its side. */
  #up: 'open' | 'ended' = 'open';
  /** Set by a reset from either side, by `cut` and by `blackhole`: nothing more passes and nothing more is recorded. */
  #dead = false;
  #serverEnded = false;
  #connected = false;
  #serverKey: string | undefined;
  #reading: 'flowing' | 'stalled' = 'flowing';

  /** Opens the end that a client can connect to. @param number its place in the order of links. */
  static async open(place: LinkPlace, name: string, number: number): Promise<Link> {
    const link = new Link(place, name, number);
    await new Promise<void>((resolve, reject) => {
      link.#listener.once('error', reject);
      link.#listener.listen(0, HOST, resolve);
    });
    return link;
  }

  private constructor(place: LinkPlace, name: string, number: number) {
    this.#place = place;
    this.recording = new Recording(name, number, place);
    this.#listener.on('connection', (client) => this.#accept(client));
  }

  get name(): string {
    return this.recording.name;
  }

  /** Where the client connects to, on 127.0.0.1. */
  get port(): number {
    const address = this.#listener.address();
    if (!address || typeof address === 'string') throw new Error(`The link of ${this.name} is closed.`);
    return address.port;
  }

  /** The server's end of the connection, as the books of the world have it; undefined while there is none. */
  get serverKey(): string | undefined {
    return this.#serverKey;
  }

  /** The newest entry that tells of what happened: when the server has ended its side, the client's end follows by itself. */
  last(): TranscriptPosition | undefined {
    const entry = this.recording.last((it) => !(this.#serverEnded && isClientsEnd(it)));
    return entry && { link: this.name, entry: entry.index };
  }

  fin(): Promise<void> {
    this.#pass(() => {
      this.#note({ event: 'fault', fault: 'fin' });
      this.#up = 'ended';
      this.#server?.end();
    });
    return this.#place.idle();
  }

  cut(): Promise<void> {
    this.#pass(() => {
      this.#note({ event: 'fault', fault: 'cut' });
      this.#resetBoth();
    });
    return this.#place.idle();
  }

  blackhole(): Promise<void> {
    this.#pass(() => {
      this.#note({ event: 'fault', fault: 'blackhole' });
      this.#dead = true;
    });
    return this.#place.idle();
  }

  stall(): Promise<void> {
    this.#pass(() => {
      this.#note({ event: 'fault', fault: 'stall' });
      this.#reading = 'stalled';
      if (this.#connected) this.#stopReading();
    });
    return this.#place.idle();
  }

  resume(): Promise<void> {
    this.#pass(() => {
      this.#note({ event: 'fault', fault: 'resume' });
      if (this.#connected && this.#reading === 'stalled') this.#readOn();
      this.#reading = 'flowing';
    });
    return this.#place.idle();
  }

  /** Not `pause()`, which still reads until a buffer is full. */
  #stopReading(): void {
    const { handle, port } = ends(this.#server);
    if (!handle || port === undefined) return;
    handle.reading = false;
    handle.readStop();
    this.#place.limitWrites(port, (this.#server?.bytesRead ?? 0) + RECEIVE_WINDOW);
  }

  #readOn(): void {
    const { handle, port } = ends(this.#server);
    if (!handle || port === undefined) return;
    handle.reading = true;
    handle.readStart();
    this.#place.limitWrites(port, null);
  }

  /** Frees both ends without a trace in the recording. Twice does no harm. */
  dispose(): void {
    this.#dead = true;
    this.#listener.close();
    this.#client?.destroy();
    this.#server?.destroy();
  }

  #accept(client: net.Socket): void {
    // One link, one connection: a second one would have no place in the transcript.
    if (this.#client) return void client.destroy();
    this.#client = client;
    client.on('error', () => undefined);
    this.#pass(() => this.#connect(client, HOST));
  }

  #connect(client: net.Socket, host: string): void {
    const server = net.connect({ port: this.#place.port, host, allowHalfOpen: true });
    this.#server = server;
    server.on('connect', () => {
      this.#connected = true;
      this.#serverKey = `${server.remotePort}>${server.localPort}`;
      if (this.#reading === 'stalled') this.#stopReading();
      this.#note({ event: 'connected' });
      this.#hear(client);
    });
    server.on('data', (bytes: Uint8Array) => this.#send('down', bytes));
    server.on('end', () => this.#end('down'));
    server.on('error', () => {
      if (this.#connected) return this.#passReset('down');
      if (host === HOST && !this.#dead) return this.#connect(client, OTHER_HOST);
      this.#note({ event: 'refused' });
      this.#dead = true;
      client.resetAndDestroy();
    });
  }

  /** The client has waited, paused, for the connection. */
  #hear(client: net.Socket): void {
    client.on('data', (bytes: Uint8Array) => this.#pass(() => this.#send('up', bytes)));
    client.on('end', () => this.#pass(() => this.#end('up')));
    client.on('error', () => this.#pass(() => this.#passReset('up')));
    client.resume();
  }

  #send(direction: Direction, bytes: Uint8Array): void {
    if (this.#dead || (direction === 'up' && this.#up === 'ended')) return;
    this.recording.chunk({ direction, time: this.#place.now(), bytes }, this.#place.step());
    (direction === 'up' ? this.#server : this.#client)?.write(bytes);
  }

  #end(direction: Direction): void {
    if (this.#dead || (direction === 'up' && this.#up === 'ended')) return;
    this.#note({ event: 'fin', direction });
    if (direction === 'up') this.#up = 'ended';
    else this.#serverEnded = true;
    (direction === 'up' ? this.#server : this.#client)?.end();
  }

  #passReset(direction: Direction): void {
    if (this.#dead) return;
    // A peer that is already closed answers our last FIN with RST: nothing that either program did.
    if (!(direction === 'down' && this.#serverEnded)) this.#note({ event: 'reset', direction });
    this.#resetBoth();
  }

  #resetBoth(): void {
    this.#dead = true;
    this.#server?.resetAndDestroy();
    this.#client?.resetAndDestroy();
  }

  #note(event: LinkEvent): void {
    this.recording.event(event, this.#place.now(), this.#place.step());
  }

  #pass(act: Act): void {
    this.#place.pass(this.recording.number, act);
  }
}

/** What Node does not document of a connected socket. */
interface Handle {
  reading: boolean;
  readStop(): number;
  readStart(): number;
}

function ends(socket: net.Socket | undefined): { handle: Handle | null | undefined; port: number | undefined } {
  const { _handle: handle } = (socket ?? {}) as { _handle?: Handle | null };
  return { handle, port: socket?.localPort };
}

function isClientsEnd({ detail }: Entry): boolean {
  return detail.of === 'event' && detail.event.event === 'fin' && detail.event.direction === 'up';
}
