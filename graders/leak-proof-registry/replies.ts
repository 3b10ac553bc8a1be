/** Replies that come later: to whom asked, each in its time. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { expectSilence, fieldOf } from '../../src/rig/matchers.ts';
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { shorten } from '../../src/rig/shorten.ts';

export interface Later {
  readonly text: string;
  readonly ms: number;
}

/** What a text must come through as it is: JSON escapes some of it, and `String.replace` reads the dollar signs. */
export const EXACT_TEXT = '  "quotes" $& \\ <b>ümläute</b> e\u0301 \u{1f570}\r\n';

/** As long as a text may be, in characters of three bytes. */
export const LONG_TEXT = '正午か？'.repeat(1250);

/** Ten asked for at once: several with one text, several with one time, one of each. */
export const asked: readonly Later[] = [
  { text: 'for dan', ms: 5000 },
  { text: 'sooner', ms: 1400 },
  { text: 'now', ms: 0 },
  { text: 'the same again', ms: 2500 },
  { text: 'the same again', ms: 4000 },
  { text: EXACT_TEXT, ms: 5000 },
  { text: LONG_TEXT, ms: 5000 },
  { text: 'one of many', ms: 5000 },
  { text: 'another of many', ms: 5000 },
  { text: 'in a minute', ms: 60_000 },
];

/** How late a reply may be, ms. */
const LATE_MS = 1000;

export function ask(client: WebSocketClient, laters: readonly Later[]): void {
  for (const { text, ms } of laters) client.send({ type: 'later', text, ms });
}

/** Each asks for one reply; a second later they go, each in another way, and are owed it. */
export async function askAndGo(
  rig: Rig,
  { reset, ended, closing }: Readonly<Record<'reset' | 'ended' | 'closing', WebSocketClient>>,
): Promise<void> {
  for (const client of [reset, ended, closing]) ask(client, [{ text: `for ${client.name}`, ms: 5000 }]);
  await rig.clock.advance(1000);
  await reset.link.cut();
  await ended.link.fin();
  closing.startClose(1000);
}

/** Who has asked for nothing has received no reply. Let the time pass first. */
export function noReplyTo(client: WebSocketClient): void {
  const isReply = (json: unknown) => ['later', 'echo'].includes(String(fieldOf(json, 'type')));
  expectSilence([client], isReply, 'reply', 'A reply is for whom asked for it.');
}

/**
 * Each reply has come, in time, and as many of one text as were asked for. Let the time pass first.
 * @param since loop time when all were asked for, ms
 */
export function cameInTime(client: WebSocketClient, laters: readonly Later[], since: number): void {
  for (const { text, ms } of laters) {
    const times = laters.filter((later) => later.text === text).map((later) => later.ms);
    const found = client.inbox.filter(({ json }) => fieldOf(json, 'text') === text);
    const waits = found.map(({ time }) => time - since);
    const isInTime = times.every((time, n) => (waits[n] ?? -1) >= time && (waits[n] ?? -1) <= time + LATE_MS);
    if (found.length === times.length && isInTime) continue;
    const { name } = client;
    const wanted = times.map((time) => `in ${time} ms`).join(' and ');
    throw new Mismatch({
      expected: `${name} asks for ${JSON.stringify(shorten(text, 40))} ${wanted}, and receives it ${inTimes(times.length)}, not before and at most a second later.`,
      received: waits.length === 0 ? `It did not come. ${others(client, since)}` : whatCame(waits, times.length),
      why: found.length === 0 && isChanged(client, laters, since) ? WHY_EXACT : whyInTime(ms, times.length),
      at: found.at(-1)?.at ?? client.link.last(),
    });
  }
}

/** @param waits how long each of them took, ms; at least one has come */
function whatCame(waits: readonly number[], wanted: number): string {
  const after = `after ${waits.map((wait) => `${Math.round(wait)} ms`).join(' and after ')}`;
  if (waits.length === wanted) return `It came ${after}.`;
  return `It came ${inTimes(waits.length)}, ${after}.`;
}

function inTimes(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function whyInTime(ms: number, asked: number): string {
  if (ms === 0) return WHY_ZERO;
  if (asked > 1) return WHY_AGAIN;
  return WHY;
}

/** A reply has come with a text that nobody asked for. */
function isChanged({ inbox }: WebSocketClient, laters: readonly Later[], since: number): boolean {
  const isReply = (json: unknown) => ['later', 'echo'].includes(String(fieldOf(json, 'type')));
  const replies = inbox.filter(({ json, time }) => isReply(json) && time >= since);
  return replies.some(({ json }) => laters.every(({ text }) => text !== fieldOf(json, 'text')));
}

function others({ inbox }: WebSocketClient, since: number): string {
  const isOther = (json: unknown) => !['welcome', 'tick'].includes(String(fieldOf(json, 'type')));
  const came = inbox.filter(({ json, time }) => isOther(json) && time >= since);
  return came.length === 0 ? 'No reply did.' : `These replies did: ${came.map(quote).join(', ')}.`;
}

const WHY_EXACT = 'A text comes back exactly as it went, also later.';
const WHY_ZERO = '0 ms is a time like any other: the reply comes at once, and to whom asked for it.';
const WHY_AGAIN =
  'Who asks twice is answered twice: what was asked before is not undone by a message with the same text.';
const WHY =
  'A reply is for whom asked for it, when it was asked for, whatever else and whoever else has asked, and whatever was refused meanwhile. Clearing the timers of those who go must leave those of the others alone.';
