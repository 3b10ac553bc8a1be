/** Who connects to the ticker, and what they may expect of it. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { because, expectFixedPoint, fieldOf } from '../../src/rig/matchers.ts';
import type { ReceivedMessage, Rig, WebSocketClient } from '../../src/rig/rig.ts';

const WELCOME = 'The welcome tells a client that it is in, and under which id it will be found in a log.';

/** A client that has been welcomed. */
export async function arrive(rig: Rig, name: string): Promise<WebSocketClient> {
  const client = await rig.open('/', { name });
  await because(WELCOME, client.next(`the welcome to ${name}`, { type: 'welcome' }));
  return client;
}

/** Each was welcomed once, first of all, under an id of its own. */
export function welcomed(clients: readonly WebSocketClient[]): void {
  const ids = new Map<unknown, WebSocketClient>();
  for (const client of clients) {
    const [first] = client.inbox;
    const welcomes = ofType(client, 'welcome');
    const id = fieldOf(welcomes[0]?.json, 'id');
    const other = ids.get(id);
    ids.set(id, client);
    const isId = (typeof id === 'string' && id !== '') || typeof id === 'number';
    if (welcomes.length === 1 && welcomes[0] === first && isId && !other) continue;
    throw new Mismatch({
      expected: `${client.name} is welcomed once, before anything else, with an "id" (a string or a number) that nobody else has.`,
      received: other
        ? `${client.name} and ${other.name} were both given ${JSON.stringify(id)}.`
        : first
          ? `${client.name} received ${client.inbox.slice(0, 3).map(quote).join(', ')}.`
          : `${client.name} received nothing.`,
      why: WELCOME,
      at: welcomes.at(-1)?.at ?? client.link.last(),
    });
  }
}

/** The shortest and the longest time between two ticks, ms. */
const GAP = { least: 900, most: 1100 };

/** Since `from`, a tick has come every second, with a number that rises. @param now loop time, ms */
export function tickedEverySecond(client: WebSocketClient, from: number, now: number): void {
  const ticks = ofType(client, 'tick').filter(({ time }) => time >= from);
  const times = [from, ...ticks.map(({ time }) => time), now];
  const gaps = times.slice(1).map((time, n) => time - (times[n] ?? 0));
  // The first and the last stretch are cut off by the check itself.
  const isEarly = (gap: number, n: number) => gap < GAP.least && n > 0 && n < gaps.length - 1;
  const wrongGap = gaps.findIndex((gap, n) => gap > GAP.most || isEarly(gap, n));
  const numbers = ticks.map(({ json }) => fieldOf(json, 'n'));
  const wrongNumber = numbers.findIndex((n, at) => typeof n !== 'number' || (at > 0 && n <= Number(numbers[at - 1])));
  if (wrongGap === -1 && wrongNumber === -1) return;
  const shownNumbers = around(
    numbers.map((n) => (n === undefined ? 'missing' : JSON.stringify(n))),
    wrongNumber,
  );
  const shownGaps = around(
    gaps.slice(0, -1).map((gap) => `${Math.round(gap)} ms`),
    wrongGap,
  );
  throw new Mismatch({
    expected: `${client.name} receives a tick every second, each with a greater number "n".`,
    received:
      ticks.length === 0
        ? `No tick came within ${Math.round((now - from) / 1000)} s.`
        : wrongNumber !== -1
          ? `The numbers are ${shownNumbers}.`
          : `The ticks came after ${shownGaps}${gaps.length > 1 && (gaps.at(-1) ?? 0) > GAP.most ? ', and then no more' : ''}.`,
    why: 'Whoever is connected is told the time; a ticker that stops, stutters or runs twice belongs to somebody else.',
    at: ticks.at(-1)?.at ?? client.link.last(),
  });
}

/** So many ticks are shown all; of more, those around the wrong one. */
const ALL_SHOWN = 12;

/** @param at where the one is that is wrong */
function around(values: readonly string[], at: number): string {
  if (values.length <= ALL_SHOWN) return values.join(', ');
  const [from, to] = [Math.max(0, at - 3), Math.min(values.length, at + 2)];
  return `${from > 0 ? '…, ' : ''}${values.slice(from, to).join(', ')}${to < values.length ? ', …' : ''}`;
}

/** Characters of a text that are quoted. */
const QUOTED = 200;
/** How late an answer "at once" may come, ms. */
const AT_ONCE_MS = 1000;

/** It is answered, and so its connection works. Settles. @param written how the message is put into JSON */
export async function echoes(
  rig: Rig,
  client: WebSocketClient,
  text: string,
  written = (message: object): string => JSON.stringify(message),
): Promise<void> {
  const before = client.inbox.length;
  const sent = rig.clock.now();
  client.send(written({ type: 'echo', text }));
  await rig.settle();
  const since = client.inbox.slice(before);
  const found = since.filter(({ json }) => fieldOf(json, 'text') === text);
  const [reply = since.find(({ json }) => fieldOf(json, 'type') !== 'tick')] = found;
  const took = (reply?.time ?? sent) - sent;
  if (found.length === 1 && fieldOf(reply?.json, 'type') === 'echo' && took <= AT_ONCE_MS) return;
  const isLong = text.length > QUOTED;
  const shown = JSON.stringify({ type: 'echo', text: isLong ? '…' : text });
  const theirs = fieldOf(reply?.json, 'text');
  const length = isLong && typeof theirs === 'string' ? ` Its text has ${theirs.length} characters.` : '';
  const late = took > AT_ONCE_MS ? ` It came after ${Math.round(took)} ms.` : '';
  throw new Mismatch({
    expected: `${client.name} sends an echo${isLong ? ` of ${text.length} characters` : ''} and receives ${shown} once, at once.`,
    received: client.closed
      ? `The connection was closed with code ${client.closed.code}.`
      : reply
        ? `${(found.length > 0 ? found : [reply]).map(quote).join(', ')}.${length}${late}`
        : `No echo came. ${last(client)}`,
    why: 'A connection that works answers; a text is passed on exactly as it came.',
    at: client.closed?.at ?? (found.at(-1) ?? reply)?.at ?? client.link.last(),
  });
}

/** What may answer a message; a server may send more kinds of messages of its own accord. */
export const ANSWERS: readonly string[] = ['error', 'echo', 'later'];

/** Sends it, and expects an error with a code that fits, and that the connection goes on. Settles. */
export async function isRefused(
  rig: Rig,
  client: WebSocketClient,
  { name, data }: { readonly name: string; readonly data: string | Uint8Array },
  code: 'BAD_JSON' | 'any',
): Promise<void> {
  const before = client.inbox.length;
  client.send(data);
  await rig.settle();
  const since = client.inbox.slice(before);
  const answers = since.filter(({ json }) => ANSWERS.includes(String(fieldOf(json, 'type'))));
  const replies = answers.length > 0 ? answers : since.filter(({ json }) => fieldOf(json, 'type') !== 'tick');
  const [reply] = replies;
  const found = fieldOf(reply?.json, 'code');
  const codeFits = code === 'any' ? typeof found === 'string' : found === code;
  if (replies.length === 1 && fieldOf(reply?.json, 'type') === 'error' && codeFits && !client.closed) return;
  throw new Mismatch({
    expected: `${client.name} sends ${name}. The reply is one {"type":"error","code":${code === 'any' ? '"…"' : `"${code}"`}}, and the connection stays open.`,
    received: client.closed
      ? `The connection was closed with code ${client.closed.code}.`
      : reply
        ? `The reply is ${replies.map(quote).join(', ')}.`
        : 'No reply came.',
    why: "A message that makes no sense is the sender's mistake: it is told so, and everything else goes on.",
    at: client.closed?.at ?? replies.at(-1)?.at ?? client.link.last(),
  });
}

export interface Stats {
  readonly connections: number;
  readonly opened?: number;
  readonly closed?: number;
  readonly timers?: number;
}

/** What `/stats` says when all has come to rest. */
export async function statsRest(rig: Rig, wanted: Stats, why: string): Promise<unknown> {
  return expectFixedPoint(rig, () => rig.http('GET', '/stats'), { ...wanted }, 'GET /stats', why);
}

/** Timers of HTTP and of Node itself are gone after this time, ms; one that leaks and ends by itself often is not. */
const OTHERS_GONE_AFTER_MS = 10_000;

/**
 * The process keeps no more timers than it had before anybody came: what `/stats` says of itself is true.
 * @param before what `rig.timers()` said then
 * @param gone how everybody went, a sentence
 */
export async function noTimerIsLeft(rig: Rig, before: number, gone: string): Promise<void> {
  await rig.clock.advance(OTHERS_GONE_AFTER_MS);
  const left = (await rig.timers()) - before;
  if (left <= 0) return;
  throw new Mismatch({
    expected: `${gone} The process runs no more timers than before anybody came.`,
    received: `It runs ${left} more, ${OTHERS_GONE_AFTER_MS / 1000} s later.`,
    why: 'A timer that is not cleared keeps its connection in memory and ticks at nobody, for as long as the process lives.',
  });
}

export function ofType(client: WebSocketClient, type: string): readonly ReceivedMessage[] {
  return client.inbox.filter(({ json }) => fieldOf(json, 'type') === type);
}

export function last(client: WebSocketClient): string {
  const message = client.inbox.at(-1);
  return message ? `The last message to ${client.name} was ${quote(message)}.` : `${client.name} has received nothing.`;
}
