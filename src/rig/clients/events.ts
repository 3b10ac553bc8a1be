/** A client of server-sent events on a link, as a check sees it. */
import type { Entry } from '../../wire/entry.ts';
import { EventStreamDecoder } from '../../wire/event-stream.ts';
import type { TranscriptPosition } from '../check.ts';
import type { Link } from '../link/link.ts';
import type { EventMatch, EventStream, EventsOptions, HttpResponse, ReceivedComment, ReceivedEvent } from '../rig.ts';
import { WaitedInVain } from '../world/errors.ts';
import { type RigExchange, startExchange } from './http.ts';
import { includes, parseJson } from './inbox.ts';
import { Mailbox } from './mailbox.ts';
import { type ClientPlace, WITHIN_MS } from './place.ts';
import { quote } from './quote.ts';

/** @throws WaitedInVain, Mismatch when there is no head. */
export async function openEvents(place: ClientPlace, path: string, options: EventsOptions = {}): Promise<EventStream> {
  const { method = 'GET', lastEventId, headers, name = `events ${path}`, ...rest } = options;
  const exchange = await startExchange(place, method, path, {
    ...rest,
    name,
    headers: {
      Accept: 'text/event-stream',
      'Cache-Control': 'no-store',
      ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
      ...headers,
    },
  });
  const stream = new RigEventStream(exchange, place, lastEventId);
  stream.head = await exchange.nextHead(`the headers of the event stream ${path}, before any event`);
  return stream;
}

class RigEventStream implements EventStream {
  head: Omit<HttpResponse, 'text' | 'json'> | undefined;
  readonly comments: ReceivedComment[] = [];
  readonly #exchange: RigExchange;
  readonly #place: ClientPlace;
  readonly #decoder: EventStreamDecoder;
  readonly #mail = new Mailbox<ReceivedEvent>(quote);
  #retry: number | undefined;
  #lastEntry = -1;
  #brokenAt: number | undefined;

  constructor(exchange: RigExchange, place: ClientPlace, lastEventId: string | undefined) {
    this.#exchange = exchange;
    this.#place = place;
    this.#decoder = new EventStreamDecoder(lastEventId);
    exchange.onData = (bytes) => this.#read(bytes);
    exchange.onFailure = () => {
      this.#brokenAt ??= place.world.now();
    };
  }

  get name(): string {
    return this.link.name;
  }

  get link(): Link {
    return this.#exchange.link;
  }

  get status(): number {
    return this.head?.status ?? 0;
  }

  get headers(): HttpResponse['headers'] {
    return this.head?.headers ?? {};
  }

  get at(): TranscriptPosition | undefined {
    return this.head?.at;
  }

  get inbox(): readonly ReceivedEvent[] {
    return this.#mail.all;
  }

  get retry(): number | undefined {
    return this.#retry;
  }

  get lastEventId(): string {
    return this.#decoder.lastEventId;
  }

  get received(): Uint8Array {
    return this.#exchange.body;
  }

  get isIncomplete(): boolean {
    return this.#decoder.isIncomplete;
  }

  get ended(): EventStream['ended'] {
    const { endedAt } = this.#exchange;
    if (endedAt !== undefined) return { how: 'end', time: endedAt };
    return this.#brokenAt === undefined ? undefined : { how: 'broken', time: this.#brokenAt };
  }

  async next(label: string, match?: EventMatch, { withinMs = WITHIN_MS } = {}): Promise<ReceivedEvent> {
    let found: ReceivedEvent | undefined;
    await this.#place.world.until(() => {
      found ??= this.#mail.take((event) => matchesEvent(event, match));
      return found !== undefined || this.ended !== undefined;
    }, withinMs);
    if (found) return found;
    throw this.#inVain(label);
  }

  pending(match?: EventMatch): readonly ReceivedEvent[] {
    return this.#mail.pending((event) => matchesEvent(event, match));
  }

  drain(): readonly ReceivedEvent[] {
    return this.#mail.drain();
  }

  async nextEnd(label: string, { withinMs = WITHIN_MS } = {}): Promise<void> {
    await this.#place.world.until(() => this.ended !== undefined, withinMs);
    if (!this.ended) throw this.#inVain(label);
  }

  close(): Promise<void> {
    return this.#exchange.abort();
  }

  #read(bytes: Uint8Array): void {
    // As a browser: anything else is a failure, not a stream.
    const head = this.#exchange.head;
    if (head?.status !== 200 || !/^text\/event-stream\s*(;|$)/i.test(String(head.headers['content-type']))) return;
    const time = this.#place.world.now();
    for (const { item } of this.#decoder.push(bytes)) {
      const at = this.#nextEntry();
      if (item.of === 'comment') this.comments.push({ text: item.text, at, time });
      if (item.of === 'retry') this.#retry = item.ms;
      if (item.of !== 'event') continue;
      const { type, data, lastEventId } = item;
      this.#mail.add({ type, data, lastEventId, json: parseJson(data), at, time });
    }
  }

  /** Items and their entries come in the same order. */
  #nextEntry(): TranscriptPosition | undefined {
    const isNext = (entry: Entry) => entry.index > this.#lastEntry && entry.detail.of === 'sse';
    const found = this.link.recording.kept.find(({ entry }) => isNext(entry))?.entry;
    if (!found) return undefined;
    this.#lastEntry = found.index;
    return { link: this.name, entry: found.index };
  }

  #inVain(label: string): WaitedInVain {
    const open = this.isIncomplete ? '; what came last has no blank line at its end, so it is no event yet' : '';
    const ending = this.ended ? '; then the stream ended' : '';
    return new WaitedInVain(label, `${this.#mail.describe()}${open}${ending}`, this.link.last());
  }
}

export function matchesEvent(event: ReceivedEvent, match: EventMatch | undefined): boolean {
  if (match === undefined) return true;
  return typeof match === 'function' ? match(event) : includes(event, match);
}
