/** Who follows the feed by a stream, from which cursor on (`Last-Event-ID`: WHATWG HTML §9.2.3). */
import { because, expectSseHeaders } from '../../src/rig/matchers.ts';
import type { EventStream, Rig } from '../../src/rig/rig.ts';
import type { Feed } from './feed.ts';
import { areInTime, hasReceived } from './streams.ts';

export interface Follower {
  readonly stream: EventStream;
  /** The cursor after which it has to receive all events. */
  readonly since: number;
}

const HEADERS =
  'A browser takes an answer for a stream by its status and its type, or gives it up for good; and what may be cached or measured is kept back on the way.';
const AT_ONCE =
  'Until the headers come a page cannot tell an open stream from a server that hangs. Node sends them with the first bytes of the body, or when told to.';
const EACH = 'Each event of the feed reaches each stream that is open, once.';
const REPLAY = 'Last-Event-ID is a cursor: the stream begins with what comes after it, and loses and repeats nothing.';

/** How soon an event arrives, ms; the clocks tell whole milliseconds. */
const SOON_MS = 250 + 10;

/** Comes with a cursor. @param lastEventId as it came before, where it did */
export async function follow(rig: Rig, name: string, since: number, lastEventId = String(since)): Promise<Follower> {
  return { stream: await rig.events('/events', { name, lastEventId }), since };
}

/** The first of all, before there is any event. */
export async function followFirst(rig: Rig, name: string): Promise<Follower> {
  const stream = await because(AT_ONCE, rig.events('/events', { name }));
  expectSseHeaders(stream, HEADERS);
  return { stream, since: 0 };
}

/** When there are two events, bo comes with the cursor 1, cleo with 0, and wes, with none, has all of them or none. */
export async function followLater(rig: Rig, feed: Feed): Promise<Readonly<Record<'bo' | 'cleo' | 'wes', Follower>>> {
  const [bo, cleo] = [await follow(rig, 'bo', 1), await follow(rig, 'cleo', 0)];
  const stream = await rig.events('/events', { name: 'wes' });
  for (const each of [bo.stream, cleo.stream, stream]) expectSseHeaders(each, HEADERS);
  await areReplayed(rig, [bo, cleo], feed);
  const wes = { stream, since: stream.inbox.length === 0 ? feed.newest : 0 };
  hasReceived(stream, feed.after(wes.since), EACH);
  return { bo, cleo, wes };
}

/** Within 250 ms from now each has received what came before it did, from its cursor on, and nothing else. */
export async function areReplayed(rig: Rig, followers: readonly Follower[], feed: Feed): Promise<void> {
  await haveReceived(rig, followers, feed, REPLAY);
}

/** Within 250 ms from now each has received all events after its cursor, and nothing else. */
export async function hearAll(rig: Rig, followers: readonly Follower[], feed: Feed): Promise<void> {
  await haveReceived(rig, followers, feed, EACH);
}

/** How long after one event the next one comes, ms. */
const APART_MS = 90;

/** Events come one soon after the other, and each is heard within 250 ms though they go on. */
export async function hearEachInTime(
  rig: Rig,
  followers: readonly Follower[],
  feed: Feed,
  values: readonly number[],
): Promise<void> {
  const latest: number[] = [];
  for (const value of values) {
    await feed.tick(value);
    latest.push(rig.clock.now() + SOON_MS);
    await rig.clock.advance(APART_MS);
  }
  await hearAll(rig, followers, feed);
  for (const { stream } of followers) areInTime(stream, latest);
}

async function haveReceived(rig: Rig, followers: readonly Follower[], feed: Feed, why: string): Promise<void> {
  await rig.clock.advance(SOON_MS);
  for (const { stream, since } of followers) hasReceived(stream, feed.after(since), why);
}
