/** The rig as one check sees it. */
import { Mismatch } from '../check.ts';
import { exchange } from '../clients/http.ts';
import type { ClientPlace } from '../clients/place.ts';
import { openRaw } from '../clients/raw.ts';
import { tryOpen } from '../clients/websocket.ts';
import { shuffled } from '../random.ts';
import type {
  HttpOptions,
  HttpResponse,
  OpenOptions,
  OpenOutcome,
  RawConnection,
  Rig,
  WebSocketClient,
} from '../rig.ts';

export class CheckRig implements Rig {
  readonly seed: number;
  readonly clock: Rig['clock'];
  readonly #place: ClientPlace;

  constructor(place: ClientPlace, seed: number) {
    this.#place = place;
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
    return tryOpen(this.#place, path, options);
  }

  http(method: string, path: string, options?: HttpOptions): Promise<HttpResponse> {
    return exchange(this.#place, method, path, options);
  }

  raw(options?: { name?: string }): Promise<RawConnection> {
    return openRaw(this.#place, options);
  }

  settle(): Promise<void> {
    return this.#place.world.settle();
  }

  together(...acts: readonly (() => void)[]): Promise<void> {
    return this.#place.world.together(acts, (links) => shuffled(links, this.#place.random));
  }

  random(): number {
    return this.#place.random();
  }
}
