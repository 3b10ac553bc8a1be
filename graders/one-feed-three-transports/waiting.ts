/** Long polls: who is held, who is answered, and when. */
import { Mismatch } from '../../src/rig/check.ts';
import { describeResponse } from '../../src/rig/matchers.ts';
import type { Exchange, Rig } from '../../src/rig/rig.ts';
import type { Feed } from './feed.ts';

export interface LongPoll {
  readonly name: string;
  readonly since: number;
  /** Loop time, ms. */
  readonly askedAt: number;
  /** The id of the newest event then. */
  readonly newestWhenAsked: number;
  readonly exchange: Exchange;
}

const WHY_BACKLOG =
  'That event came before the request did. Whoever waits for the next one, without a look at what there is, loses what came between two requests.';
const WHY_WAKE = 'A tick answers all who wait for it, at once: a late event is what long polling is there to avoid.';

/** How soon an event arrives, ms; the clocks tell whole milliseconds. */
const SOON_MS = 250 + 10;
/** When a request that is held is given up, ms after it was asked. */
const GIVEN_UP = { first: 25_000 - 10, last: 26_000 + 10 };
const LONG_PAST_MS = 26_500;

/** Asks, and does not wait for the answer. */
export async function ask(rig: Rig, feed: Feed, name: string, since: number): Promise<LongPoll> {
  const askedAt = rig.clock.now();
  const exchange = await rig.request('GET', `/long-poll?since=${since}`, { name });
  return { name, since, askedAt, newestWhenAsked: feed.newest, exchange };
}

/** Nothing has come for any of them. Let the time pass first. */
export function areHeld(rig: Rig, polls: readonly LongPoll[], feed: Feed): void {
  for (const { name, since, askedAt, exchange } of polls) {
    if (!exchange.head && exchange.failed === undefined) continue;
    const waited = `${Math.round(rig.clock.now() - askedAt)} ms`;
    const status = exchange.head ? `Status ${exchange.head.status}` : '';
    const body = Buffer.from(exchange.body).toString('utf8');
    throw new Mismatch({
      expected: `${name} asks GET /long-poll?since=${since}, when the newest event is ${feed.newest}, and has received nothing ${waited} later.`,
      received: exchange.failed ?? (body === '' ? `${status} with no body.` : `${status} with ${body}`),
      why: whyHeld(exchange.head?.status, since > feed.newest),
      at: exchange.head?.at ?? exchange.link.last(),
    });
  }
}

function whyHeld(status: number | undefined, isAhead: boolean): string {
  if (status === 204 || status === 429 || status === 503)
    return 'Each request is held for 25 s of its own, whoever else waits.';
  if (isAhead)
    return 'Only an event after its own cursor is news to who waits: whoever waits for a later one goes on waiting.';
  return 'A long poll is held until there is an event after its cursor. Answering at once with nothing is polling, only more often.';
}

/**
 * Each is answered within 250 ms from now, or what is left of them, with the events after its cursor up to `upTo`.
 * @returns the cursor that the last of them asks with next
 */
export async function areAnswered(
  rig: Rig,
  polls: readonly LongPoll[],
  feed: Feed,
  { upTo = feed.newest, withinMs = SOON_MS, why }: { upTo?: number; withinMs?: number; why?: string } = {},
): Promise<number> {
  await rig.clock.advance(withinMs);
  let next = 0;
  for (const { name, since, exchange, newestWhenAsked } of polls) {
    const what = `${name}'s GET /long-poll?since=${since}`;
    if (exchange.endedAt === undefined && exchange.failed === undefined) {
      throw new Mismatch({
        expected: `${what} is answered within 250 ms, for there is the event ${since + 1}.`,
        received: exchange.head ? 'The answer has begun and does not end.' : 'It is still waiting.',
        why: why ?? (newestWhenAsked > since ? WHY_BACKLOG : WHY_WAKE),
        at: exchange.link.last(),
      });
    }
    next = feed.fits(await exchange.complete(`the answer to ${what}`), what, since, upTo);
  }
  return next;
}

/** It is held for 25 s, 26 at most, and then answered 204. Lets the time pass. */
export async function isGivenUp(rig: Rig, { name, since, askedAt, exchange }: LongPoll): Promise<void> {
  await rig.clock.advance(askedAt + LONG_PAST_MS - rig.clock.now());
  const what = `${name}'s GET /long-poll?since=${since}`;
  const expected = `${what} is answered 204 without a body when it has been held for 25 s, and before 26 s.`;
  const why =
    'Proxies on the way give up a silent request after half a minute or so. The server has to be sooner; but the sooner it is, the more often it is asked.';
  if (exchange.endedAt === undefined && exchange.failed === undefined) {
    throw new Mismatch({ expected, received: 'It is still waiting.', why, at: exchange.link.last() });
  }
  const answer = await exchange.complete(`the answer to ${what}`);
  const held = Math.round((exchange.endedAt ?? 0) - askedAt);
  const isInTime = held >= GIVEN_UP.first && held <= GIVEN_UP.last;
  if (answer.status === 204 && answer.text === '' && isInTime) return;
  throw new Mismatch({
    expected,
    received: `After ${held} ms: ${describeResponse(answer)}`,
    why:
      answer.status === 204
        ? why
        : '204 says that nothing has happened, and the client asks again with the cursor it has.',
    at: answer.at,
  });
}
