/** Several long polls at once, and how many of them are left. */
import { expectFixedPoint } from '../../src/rig/matchers.ts';
import { requestHead } from '../../src/rig/request-text.ts';
import type { Rig } from '../../src/rig/rig.ts';
import type { Feed } from './feed.ts';
import { areAnswered, areHeld, ask, type LongPoll } from './waiting.ts';

const COUNTED = 'It counts the long polls that are held now: those that were answered or have gone are none.';

const GONE = 'A client that is gone waits no more, whether it went by a reset or by the end of its stream.';

/** What `/stats` says when all has come to rest. */
export async function waitersAre(rig: Rig, waiters: number, why = COUNTED): Promise<void> {
  await expectFixedPoint(rig, () => rig.http('GET', '/stats'), { waiters }, 'GET /stats', why);
}

/** Somebody who has all there is waits for this value, and is told. */
export async function oneHears(rig: Rig, feed: Feed, name: string, value: number): Promise<void> {
  const waiting = await ask(rig, feed, name, feed.newest);
  await rig.settle();
  await feed.tick(value);
  await areAnswered(rig, [waiting], feed);
}

/** So many wait for one event; three come, 90 ms apart, and all of them have heard of the first. */
export async function crowdHears(rig: Rig, feed: Feed, many: number): Promise<void> {
  const newest = feed.newest;
  const crowd: LongPoll[] = [];
  for (let n = 1; n <= many; n++) crowd.push(await ask(rig, feed, `guest ${n}`, newest));
  await rig.settle();
  areHeld(rig, crowd, feed);
  await waitersAre(rig, many, 'It counts the long polls that are held now, however many they are.');
  for (const value of [74, 75, 76]) {
    await feed.tick(value);
    await rig.clock.advance(90);
  }
  await areAnswered(rig, crowd, feed, { upTo: newest + 1, withinMs: 0 });
}

/** Four wait. By a reset, by the end of the stream and by an abort three go; the fourth gets what comes then, and all when asking anew. */
export async function threeOfFourGo(rig: Rig, feed: Feed): Promise<void> {
  const eve = await ask(rig, feed, 'eve', 1);
  const fay = await ask(rig, feed, 'fay', 1);
  const gus = await ask(rig, feed, 'gus', 1);
  const wes = await ask(rig, feed, 'wes', 1);
  await waitersAre(rig, 4);
  await eve.exchange.link.cut();
  await fay.exchange.link.fin();
  await gus.exchange.abort();
  await waitersAre(rig, 1, GONE);
  await feed.tick(71);
  await areAnswered(rig, [wes], feed);
  await areAnswered(rig, [await ask(rig, feed, 'wes', 0)], feed);
  await waitersAre(rig, 0);
}

/** Somebody asks on a connection that stays open, as browsers do: the waiter ends with the answer, and is one again with the next request. */
export async function answeredAndConnected(rig: Rig, feed: Feed, name: string): Promise<void> {
  const raw = await rig.raw({ name });
  const askAgain = () => raw.write(requestHead('GET', `/long-poll?since=${feed.newest}`, { Connection: 'keep-alive' }));
  askAgain();
  await waitersAre(rig, 1);
  await feed.tick(73);
  const answered =
    'A request is no waiter any more when it is answered, though its connection stays open for the next one: browsers keep it.';
  await waitersAre(rig, 0, answered);
  if (!raw.ended && !/^connection: close/im.test(Buffer.from(raw.received).toString('latin1'))) {
    askAgain();
    await waitersAre(rig, 1, COUNTED);
  }
  await raw.link.cut();
  await waitersAre(rig, 0, GONE);
}
