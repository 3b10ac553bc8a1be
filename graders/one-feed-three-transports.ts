/** The checks of E1, one feed by three transports. Their vocabulary stands in one-feed-three-transports/. */
import type { Check } from '../src/rig/check.ts';
import { because, expectStatus } from '../src/rig/matchers.ts';
import type { Rig } from '../src/rig/rig.ts';
import { Feed } from './one-feed-three-transports/feed.ts';
import {
  areReplayed,
  follow,
  followFirst,
  followLater,
  hearAll,
  hearEachInTime,
} from './one-feed-three-transports/followers.ts';
import { brokenOff, inPieces, senseless, severalAtOnce } from './one-feed-three-transports/requests.ts';
import { asksAsItComes, BETWEEN, comesBackAsItComes, EITHER } from './one-feed-three-transports/turns.ts';
import {
  answeredAndConnected,
  crowdHears,
  oneHears,
  threeOfFourGo,
  waitersAre,
} from './one-feed-three-transports/waiters.ts';
import { areAnswered, areHeld, ask, isGivenUp } from './one-feed-three-transports/waiting.ts';

const NO_CURSOR =
  'A request without a cursor is refused, or has all events for its answer: either way there is nothing to wait for.';

/** More than a hundred. */
const MANY = Array.from({ length: 120 }, (_, n) => n / 4);

async function cursor(rig: Rig): Promise<void> {
  const feed = new Feed(rig);
  // 1. Before the first event there is nothing.
  await feed.polls(0);
  // 2. After three, each cursor brings what comes after it, however often it is asked for.
  await feed.tick(71.5, 0, -2.125);
  for (const since of [0, 1, 2, 3, 0]) await feed.polls(since);
  // 3. Ticks that come at once, in pieces, and with the value of the one before are events like any other. Half a tick is none.
  await severalAtOnce(rig, feed, [10, 20, 30]);
  await inPieces(rig, feed, 40, 35);
  await brokenOff(rig);
  await feed.tick(40, 40, 1e9, 71.3, 9);
  for (const since of [0, 2, 9, 10, 11, feed.newest]) await feed.polls(since);
  // 4. Nothing comes after a cursor that is ahead, by one or by as much as 32 bits can count.
  for (const since of [feed.newest + 1, 2 ** 32]) await feed.polls(since);
  // 5. When there are more than a hundred, one answer still has all of them, from the first on.
  await feed.tick(...MANY);
  await feed.polls(0);
}

/** How many wait for one event. */
const CROWD = 40;

async function waitAndWake(rig: Rig): Promise<void> {
  const feed = new Feed(rig);
  await feed.tick(70, 71);
  // 1. ana and bo have all there is; zoe waits for the event 5. Nobody is answered.
  const [ana, bo] = [await ask(rig, feed, 'ana', 2), await ask(rig, feed, 'bo', 2)];
  const zoe = await ask(rig, feed, 'zoe', 4);
  await rig.clock.advance(5010);
  areHeld(rig, [ana, bo, zoe], feed);
  // 2. One tick, and both of them are; zoe is not.
  await feed.tick(72);
  await areAnswered(rig, [ana, bo], feed);
  areHeld(rig, [zoe], feed);
  // 3. They ask again and are held again; the next tick finds them, too.
  const [anaAgain, boAgain] = [await ask(rig, feed, 'ana', 3), await ask(rig, feed, 'bo', 3)];
  await rig.clock.advance(2130);
  areHeld(rig, [anaAgain, boAgain, zoe], feed);
  await feed.tick(72);
  await areAnswered(rig, [anaAgain, boAgain], feed);
  areHeld(rig, [zoe], feed);
  // 4. The event 5 is the one for zoe.
  await feed.tick(73);
  await areAnswered(rig, [zoe], feed);
  // 5. A crowd waits for one event, and hears of it in time though the ticks go on.
  await crowdHears(rig, feed, CROWD);
}

async function noGap(rig: Rig): Promise<void> {
  const feed = new Feed(rig);
  // 1. What came while nobody asked is there at once.
  await feed.tick(70, 71, 72);
  for (const since of [0, 2, 1]) await areAnswered(rig, [await ask(rig, feed, 'bo', since)], feed);
  // 2. ana follows the feed by long polls alone. Events come between her requests, ...
  let at = 3;
  const next = async (upTo: number) => areAnswered(rig, [await ask(rig, feed, 'ana', at)], feed, { upTo });
  for (let round = 0; round < 3; round++) {
    await feed.tick(round);
    at = await next(feed.newest);
    await feed.tick(round, round + 0.5);
    at = await next(feed.newest);
    // 3. ... just before one, and in the same moment, ...
    const first = await ask(rig, feed, 'ana', at);
    await feed.tick(80);
    at = await areAnswered(rig, [first], feed, { upTo: at + 1, why: BETWEEN });
    for (const first of EITHER) at = await asksAsItComes(rig, feed, at, 85, first);
    // 4. ... and several while she waits, with others.
    const waiting = [await ask(rig, feed, 'bo', at), await ask(rig, feed, 'cy', at), await ask(rig, feed, 'ana', at)];
    await rig.settle();
    await severalAtOnce(rig, feed, [90, 91]);
    at = await areAnswered(rig, waiting, feed, { upTo: at + 1 });
  }
  // 5. In the end she has all of them, and is held.
  while (at < feed.newest) at = await next(at + 1);
  const held = await ask(rig, feed, 'ana', at);
  await rig.settle();
  areHeld(rig, [held], feed);
}

async function timeoutAndCleanup(rig: Rig): Promise<void> {
  const feed = new Feed(rig);
  await waitersAre(rig, 0);
  // 1. ana, bo and cy are held, each for 25 s of their own. What comes meanwhile is not for bo and cy, and changes nothing for them.
  const ana = await ask(rig, feed, 'ana', 0);
  await rig.clock.advance(10_370);
  const bo = await ask(rig, feed, 'bo', 9);
  await rig.clock.advance(5000);
  const cy = await ask(rig, feed, 'cy', 9);
  await waitersAre(rig, 3);
  await isGivenUp(rig, ana);
  areHeld(rig, [bo, cy], feed);
  await waitersAre(rig, 2);
  await feed.tick(70);
  await isGivenUp(rig, bo);
  areHeld(rig, [cy], feed);
  await isGivenUp(rig, cy);
  await waitersAre(rig, 0);
  // 2. Four wait, three of them go. The fourth gets the event; the server lives through the others.
  await threeOfFourGo(rig, feed);
  // 3. When every timer of theirs would have run out, nothing has changed, and the next one is served.
  const dan = await ask(rig, feed, 'dan', 2);
  await rig.clock.advance(24_000);
  areHeld(rig, [dan], feed);
  await feed.tick(72);
  await areAnswered(rig, [dan], feed);
  await rig.clock.advance(5000);
  await waitersAre(rig, 0, 'A timer that outlives its request ends it a second time.');
  // 4. A connection that outlives its answer is no waiter.
  await answeredAndConnected(rig, feed, 'hal');
  // 5. The feed has kept what it had.
  await feed.polls(0);
}

async function eventStreams(rig: Rig): Promise<void> {
  const feed = new Feed(rig);
  // 1. The headers come before there is any event.
  const ana = await followFirst(rig, 'ana');
  await feed.tick(71.5);
  await hearAll(rig, [ana], feed);
  // 2. bo comes back with a cursor and begins after it; wes has none, and begins with all or with none. A long poll waits.
  await feed.tick(0);
  await rig.clock.advance(300);
  const { bo, cleo, wes } = await followLater(rig, feed);
  await oneHears(rig, feed, 'dan', -2.25);
  // 3. Minutes of silence do not end them. Then ana leaves, and cleo's connection breaks; the others hear on.
  await rig.clock.advance(310_000);
  await severalAtOnce(rig, feed, [1, 2, 3]);
  await hearAll(rig, [ana, cleo], feed);
  await ana.stream.close();
  await cleo.stream.link.cut();
  await hearEachInTime(rig, [bo, wes], feed, [72, 72, 8, 9, 10]);
  // 4. When nobody listens any more, a lot comes. ana and cleo come back with what they had, and go on with what is new.
  await bo.stream.close();
  await wes.stream.close();
  await feed.tick(...MANY);
  const back = await follow(rig, 'ana (again)', 6, ana.stream.lastEventId);
  const later = await follow(rig, 'cleo (again)', 9);
  await areReplayed(rig, [back, later], feed);
  // 5. So do those who have missed nothing, or everything.
  const upToDate = await follow(rig, 'fay', feed.newest);
  await areReplayed(rig, [await follow(rig, 'gus', 0)], feed);
  for (const first of EITHER) await comesBackAsItComes(rig, feed, feed.newest - 2, 73, first);
  await feed.tick(74);
  await hearAll(rig, [back, later, upToDate], feed);
}

async function input(rig: Rig): Promise<void> {
  const feed = new Feed(rig);
  await feed.tick(70, 71);
  for (const path of ['/poll', '/long-poll']) {
    // 1. What is no cursor is refused at once.
    for (const [since, why] of senseless) {
      const what = `GET ${path}?since=${since}`;
      expectStatus(await rig.http('GET', `${path}?since=${since}`, { withinMs: 1000 }), 400, what, why);
    }
    // 2. None at all is refused, or is 0.
    for (const query of ['', '?since=']) {
      const answer = await because(NO_CURSOR, rig.http('GET', `${path}${query}`, { withinMs: 1000 }));
      if (answer.status !== 400) feed.fits(answer, `GET ${path}${query}`, 0, feed.newest);
    }
  }
  // 3. Nobody is held, and what is a cursor is taken as one.
  await waitersAre(rig, 0, 'A request that was refused waits for nothing.');
  for (const since of [0, 1, 2]) await feed.polls(since);
  const held = await ask(rig, feed, 'ana', 2);
  await rig.settle();
  areHeld(rig, [held], feed);
}

const lesson = (section: string) => `choosing-a-transport#${section}`;

export const checks: readonly Check[] = [
  { id: 'E1.1', title: 'A cursor is exclusive', points: 15, lesson: lesson('four-shapes-of-live'), run: cursor },
  { id: 'E1.2', title: 'Wait and wake', points: 20, lesson: lesson('four-shapes-of-live'), run: waitAndWake },
  { id: 'E1.3', title: 'No gap between requests', points: 20, lesson: lesson('common-pitfalls'), run: noGap },
  { id: 'E1.4', title: 'Timeout and cleanup', points: 20, lesson: lesson('common-pitfalls'), run: timeoutAndCleanup },
  { id: 'E1.5', title: 'The event stream', points: 15, lesson: lesson('what-sse-really-gives'), run: eventStreams },
  { id: 'E1.6', title: 'What is no cursor', points: 10, lesson: lesson('common-pitfalls'), run: input },
];

export default checks;
