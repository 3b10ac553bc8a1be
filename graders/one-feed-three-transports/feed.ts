/** The feed as the grader knows it: what was ticked, and what an answer may therefore hold. */
import { Mismatch } from '../../src/rig/check.ts';
import { describeResponse, fieldOf } from '../../src/rig/matchers.ts';
import type { HttpResponse, Rig } from '../../src/rig/rig.ts';

export interface FeedEvent {
  readonly id: number;
  readonly value: number;
}

const WHY_TICK =
  'Each tick is an event of its own, and its id the next number: the cursor of every client rests on them.';

export class Feed {
  readonly events: FeedEvent[] = [];
  readonly #rig: Rig;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  /** The id of the newest event, 0 before the first. */
  get newest(): number {
    return this.events.length;
  }

  after(cursor: number): readonly FeedEvent[] {
    return this.events.slice(cursor);
  }

  /** Adds events one by one; each is answered with the next id. */
  async tick(...values: readonly number[]): Promise<void> {
    for (const value of values) {
      const answer = await this.#rig.http('POST', '/tick', { body: { value } });
      this.ticked([{ value, answer }]);
    }
  }

  /** Takes in what the server has answered to ticks that it met in any order: their ids are the next ones, once each. */
  ticked(ticks: readonly { readonly value: number; readonly answer: HttpResponse }[]): void {
    const first = this.newest + 1;
    const wanted =
      ticks.length === 1 ? `{"id":${first}}` : `the ids from ${first} to ${first + ticks.length - 1}, each once`;
    for (const { value, answer } of ticks) {
      const id = fieldOf(answer.json, 'id');
      const isNew = typeof id === 'number' && id >= first && id < first + ticks.length && !this.events[id - 1];
      if (answer.status === 201 && isNew) {
        this.events[id - 1] = { id, value };
        continue;
      }
      throw new Mismatch({
        expected: `POST /tick with ${JSON.stringify({ value })} answers 201 with ${wanted}.`,
        received: describeResponse(answer),
        why: WHY_TICK,
        at: answer.at,
      });
    }
  }

  /** Polls, and expects all events after the cursor. */
  async polls(since: number): Promise<void> {
    const path = `/poll?since=${since}`;
    this.fits(await this.#rig.http('GET', path), `GET ${path}`, since, this.newest);
  }

  /**
   * The answer is 200 with the events after the cursor, at least up to the one with the id `upTo`, and `last` goes with them.
   * @param what the request: `GET /poll?since=2`
   * @returns the cursor to ask with next
   */
  fits(answer: HttpResponse, what: string, since: number, upTo: number): number {
    const found = eventsIn(answer);
    const wanted = this.after(since);
    const last = fieldOf(answer.json, 'last');
    const isPart = found?.every(({ id, value }, n) => wanted[n]?.id === id && wanted[n]?.value === value) ?? false;
    const count = found?.length ?? 0;
    const next = since + count;
    const isWhole = next >= upTo && (count > 0 || wanted.length === 0);
    const lastFits = last === next || (since > this.newest && last === this.newest);
    if (answer.status === 200 && isPart && isWhole && lastFits) return next;
    const shown = this.events.slice(since, Math.max(upTo, next));
    throw new Mismatch({
      expected: `${what} answers 200 with ${inWords(shown, Math.max(since, upTo))}.`,
      received: describe(answer, found, wanted),
      why: answer.status !== 200 ? WHY.status : found ? whyNot(found, wanted, since, isPart && isWhole) : WHY.shape,
      at: answer.at,
    });
  }
}

/** Events that are written out. */
const WRITTEN_OUT = 20;
/** Events of an answer that are shown as they came. */
const SHOWN = 6;

function inWords(events: readonly FeedEvent[], last: number): string {
  if (events.length <= WRITTEN_OUT) return JSON.stringify({ events, last });
  return `all ${events.length} events from ${events[0]?.id} to ${events.at(-1)?.id} in "events", and "last":${last}`;
}

/** Of a list too long to show, the event that is wrong. */
function describe(answer: HttpResponse, found: readonly FeedEvent[] | undefined, wanted: readonly FeedEvent[]): string {
  if (answer.status !== 200 || !found || found.length <= SHOWN) return describeResponse(answer);
  const wrong = found.findIndex(({ id, value }, n) => wanted[n]?.id !== id || wanted[n]?.value !== value);
  const which =
    wrong === -1
      ? `they end with ${JSON.stringify(found.at(-1))}`
      : `the first that does not fit is number ${wrong + 1}: ${JSON.stringify(found[wrong])}`;
  return `Status 200 with ${found.length} events and "last":${JSON.stringify(fieldOf(answer.json, 'last'))}; ${which}.`;
}

const WHY = {
  status: 'A whole number from 0 on is a cursor, and what comes after it is the answer, with status 200.',
  shape: 'A client reads the list "events" and the cursor "last", whichever transport brought them.',
  again: (id: number, since: number) =>
    `since=${since} brought the event ${id} again. A cursor is exclusive: its client has that event already.`,
  missing: (id: number) =>
    `The event ${id} is not there. What is not sent after a cursor is lost to its client for good.`,
  order: 'Events come by rising id: a client takes the last one for the newest.',
  value: (id: number) => `The event ${id} is another one than was ticked. The feed passes on what it was given.`,
  last: '"last" is the cursor to ask with next. One that is too low brings events twice, one that is too high loses some.',
};

function whyNot(found: readonly FeedEvent[], wanted: readonly FeedEvent[], since: number, eventsFit: boolean): string {
  if (eventsFit) return WHY.last;
  const again = found.find(({ id }) => id <= since);
  if (again) return WHY.again(again.id, since);
  const missing = wanted.find(({ id }) => !found.some((event) => event.id === id));
  if (missing) return WHY.missing(missing.id);
  const changed = found.find(({ id, value }) => wanted.some((event) => event.id === id && event.value !== value));
  return changed ? WHY.value(changed.id) : WHY.order;
}

/** Undefined when there is no list of events with numbers for `id` and `value`. */
function eventsIn({ json }: HttpResponse): readonly FeedEvent[] | undefined {
  const list = fieldOf(json, 'events');
  if (!Array.isArray(list)) return undefined;
  const events = list.map((item: unknown) => ({ id: fieldOf(item, 'id'), value: fieldOf(item, 'value') }));
  return events.every(isEvent) ? events : undefined;
}

function isEvent(event: { id: unknown; value: unknown }): event is FeedEvent {
  return typeof event.id === 'number' && typeof event.value === 'number';
}
