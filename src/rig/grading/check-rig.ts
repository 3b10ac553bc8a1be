/** The rig as one check sees it. */
import { Mismatch } from '../check.ts';
import { openEvents } from '../clients/events.ts';
import { exchange, startExchange } from '../clients/http.ts';
import type { ClientPlace } from '../clients/place.ts';
import { openRaw } from '../clients/raw.ts';
import { openRawWebSocket } from '../clients/raw-websocket.ts';
import { startHandshake, tryOpen } from '../clients/websocket.ts';
import type { ProcessControl } from '../control/process.ts';
import type { Gates } from '../gates/gates.ts';
import { shuffled } from '../random.ts';
import type { RawWebSocketClient, RawWebSocketOptions } from '../raw-websocket.ts';
import type {
  EventStream,
  EventsOptions,
  Exchange,
  Gate,
  Handshake,
  HttpOptions,
  HttpResponse,
  Link,
  OpenOptions,
  OpenOutcome,
  RawConnection,
  Rig,
  WebSocketClient,
} from '../rig.ts';

export interface CheckPlace extends ClientPlace {
  /** Undefined when the check has none. */
  readonly gates: Gates | undefined;
  readonly server: ProcessControl;
}

/** For clients that stand apart from `Rig`. */
export function placeOf(rig: Rig): ClientPlace {
  if (rig instanceof CheckRig) return rig.place;
  throw new Error('This rig is not the one a check was given.');
}

export class CheckRig implements Rig {
  readonly seed: number;
  readonly clock: Rig['clock'];
  readonly place: CheckPlace;

  constructor(place: CheckPlace, seed: number) {
    this.place = place;
    this.seed = seed;
    this.clock = { now: () => place.world.now(), advance: (ms) => place.world.advance(ms) };
  }

  async open(path: string, options?: OpenOptions): Promise<WebSocketClient> {
    const outcome = await this.tryOpen(path, options);
    if (outcome.outcome === 'open') return outcome.client;
    throw new Mismatch({
      expected: `The server accepts the WebSocket ${path} (101 Switching Protocols).`,
      received: outcome.outcome === 'refused' ? `It answers with status ${outcome.status}.` : outcome.error,
      why: 'Without the opening handshake there is no connection to talk over.',
      at: outcome.at,
    });
  }

  tryOpen(path: string, options?: OpenOptions): Promise<OpenOutcome> {
    return tryOpen(this.place, path, options);
  }

  async handshake(path: string, options?: OpenOptions): Promise<Handshake> {
    const started = await startHandshake(this.place, path, options);
    await this.place.world.idle();
    return started;
  }

  http(method: string, path: string, options?: HttpOptions): Promise<HttpResponse> {
    return exchange(this.place, method, path, options);
  }

  async request(method: string, path: string, options?: HttpOptions): Promise<Exchange> {
    const started = await startExchange(this.place, method, path, options);
    await this.place.world.idle();
    return started;
  }

  events(path: string, options?: EventsOptions): Promise<EventStream> {
    return openEvents(this.place, path, options);
  }

  raw(options?: { name?: string }): Promise<RawConnection> {
    return openRaw(this.place, options);
  }

  gate(name: string): Gate {
    const { gates } = this.place;
    if (!gates) throw new Error(`The check uses the gate "${name}" and does not name it. Add it to the check's gates.`);
    return gates.gate(name);
  }

  async rawWebSocket(path: string, options?: RawWebSocketOptions): Promise<RawWebSocketClient> {
    const client = await this.tryRawWebSocket(path, options);
    const { answer, link } = client;
    if (answer?.status === 101) return client;
    throw new Mismatch({
      expected: `The server accepts the WebSocket ${path} (101 Switching Protocols).`,
      received: answer ? `It answers with status ${answer.status}.` : 'No answer has come.',
      why: 'Without the opening handshake there is no connection to talk over.',
      at: answer?.at ?? link.last(),
    });
  }

  tryRawWebSocket(path: string, options?: RawWebSocketOptions): Promise<RawWebSocketClient> {
    return openRawWebSocket(this.place, path, options);
  }

  async output(): Promise<{ all: string; stderr: string }> {
    // What was printed before the first answer of this rest has been read before the last.
    await this.place.world.idle();
    const { all, stderr } = this.place.server.output;
    return { all, stderr };
  }

  timers(): Promise<number> {
    return this.place.world.timers();
  }

  holds(link: Link): Promise<boolean> {
    const own = this.place.links.all.find((one) => one === link);
    if (!own) throw new Error(`The link ${link.name} is not of this check.`);
    return this.place.world.holds(own.serverKey);
  }

  settle(): Promise<void> {
    return this.place.world.settle();
  }

  together(...acts: readonly (() => void)[]): Promise<void> {
    return this.place.world.together(acts, (links) => shuffled(links, this.place.random));
  }

  inOrder(...acts: readonly (() => void)[]): Promise<void> {
    return this.place.world.together(acts, (links) => links);
  }

  random(): number {
    return this.place.random();
  }
}
