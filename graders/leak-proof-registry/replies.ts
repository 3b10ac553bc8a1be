/** Replies that come later: to whom asked, each in its time. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/inbox.ts';
import type { WebSocketClient } from '../../src/rig/rig.ts';
import { fieldOf } from './peers.ts';

export interface Later {
  readonly text: string;
  readonly ms: number;
}

/** Asked for at once: several with one text, several with one time, one of each. */
export const asked: readonly Later[] = [
  { text: 'for dan', ms: 5000 },
  { text: 'sooner', ms: 1500 },
  { text: 'now', ms: 0 },
  { text: 'the same again', ms: 2500 },
  { text: 'the same again', ms: 4000 },
  { text: 'at the same time', ms: 5000 },
  { text: 'in a minute', ms: 60_000 },
];

/** How late a reply may be, ms. */
const LATE_MS = 1000;

export function ask(client: WebSocketClient, laters: readonly Later[]): void {
  for (const { text, ms } of laters) client.send({ type: 'later', text, ms });
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
    const after = waits.map((wait) => `${Math.round(wait)} ms`).join(' and after ');
    throw new Mismatch({
      expected: `${name} asks for "${text}" ${times.map((time) => `in ${time} ms`).join(' and ')}, and receives it ${times.length === 1 ? 'once' : `${times.length} times`}, not before and at most a second later.`,
      received:
        found.length === 0
          ? `It did not come. ${others(client)}`
          : `It came ${found.length === times.length ? '' : found.length === 1 ? 'once, ' : `${found.length} times, `}after ${after}.`,
      why: ms === 0 ? WHY_ZERO : times.length > 1 ? WHY_AGAIN : WHY,
      at: found.at(-1)?.at ?? client.link.last(),
    });
  }
}

function others({ inbox }: WebSocketClient): string {
  const came = inbox.filter(({ json }) => !['welcome', 'tick'].includes(String(fieldOf(json, 'type'))));
  return came.length === 0 ? 'No reply did.' : `These replies did: ${came.map(quote).join(', ')}.`;
}

const WHY_ZERO = '0 ms is a time like any other: the reply comes at once, and to whom asked for it.';
const WHY_AGAIN =
  'Who asks twice is answered twice: what was asked before is not undone by a message with the same text.';
const WHY =
  'A reply is for whom asked for it, when it was asked for, whatever else and whoever else has asked. Clearing the timers of those who go must leave those of the others alone.';
