/** Ticks that come at once, in pieces, and cursors without sense. */
import { Mismatch } from '../../src/rig/check.ts';
import { requestHead } from '../../src/rig/request-text.ts';
import type { Rig } from '../../src/rig/rig.ts';
import type { Feed } from './feed.ts';
import { inOneTurn, tickOf } from './turns.ts';

/** Ticks that reach the server in one turn. */
export async function severalAtOnce(rig: Rig, feed: Feed, values: readonly number[]): Promise<void> {
  const asked = await inOneTurn(rig, values.map(tickOf));
  const answers = [];
  for (const [n, value] of values.entries()) {
    const answer = await asked[n]?.whole('the answer to POST /tick, one of several at once');
    if (answer) answers.push({ value, answer });
  }
  feed.ticked(answers);
}

const tickHead = (length: number) =>
  requestHead('POST', '/tick', { 'Content-Type': 'application/json', 'Content-Length': length });

/** A tick whose body comes in two pieces, and between them another one. Whether it is an event shows when the feed is read. */
export async function inPieces(rig: Rig, feed: Feed, value: number, between: number): Promise<void> {
  const body = JSON.stringify({ value });
  const raw = await rig.raw({ name: 'POST /tick in pieces' });
  raw.write(`${tickHead(body.length)}${body.slice(0, 5)}`);
  await rig.settle();
  await feed.tick(between);
  raw.write(body.slice(5));
  const hasHead = (received: Uint8Array) => Buffer.from(received).includes('\r\n\r\n');
  const answer = await raw.until('the answer to a POST /tick whose body came in two pieces', hasHead);
  const [statusLine = ''] = Buffer.from(answer).toString('latin1').split('\r\n');
  if (!/^HTTP\/1\.1 201\b/.test(statusLine)) {
    throw new Mismatch({
      expected: `POST /tick answers 201 to ${body}, which comes in two pieces: ${body.slice(0, 5)} and, later, ${body.slice(5)}.`,
      received: `${statusLine}.`,
      why: 'A body comes in as many pieces as the network likes. It is whole when it has ended, not before.',
      at: raw.link.last(),
    });
  }
  feed.events.push({ id: feed.newest + 1, value });
  raw.end();
}

/** Clients that are gone before the body of their tick is complete, by a reset and by the end of the stream. */
export async function brokenOff(rig: Rig): Promise<void> {
  for (const how of ['cut', 'fin'] as const) {
    const raw = await rig.raw({ name: `POST /tick, broken off (${how === 'cut' ? 'reset' : 'FIN'})` });
    raw.write(`${tickHead(40)}{"value":`);
    await rig.settle();
    await raw.link[how]();
    await rig.settle();
  }
}

const WORD =
  'Number() makes NaN of words, and NaN compares false with everything: no event ever comes after it, and a long poll hangs for 25 s.';
const NEGATIVE = 'No event has an id below 1, and so no cursor is below 0: its client is mistaken, and should be told.';
const FRACTION =
  'A cursor is the id of an event, and ids are whole numbers: its client is mistaken, and should be told.';
const INFINITE = 'Infinity is a number, and not a whole one: no event ever comes after it.';
const MORE = 'parseInt() reads digits and ignores what follows them: the whole text has to be a number.';
const BETWEEN = 'A cursor is decimal digits and nothing else: what stands between them is no part of a number.';
const LINES = 'The whole text has to be a number, and not one of its lines: %0A is a line end.';

/** Values of `since` that are no whole number from 0 on, as they stand in a query, and what is wrong with them. */
export const senseless: readonly (readonly [since: string, why: string])[] = [
  ['abc', WORD],
  ['-1', NEGATIVE],
  ['1abc', MORE],
  ['1a', MORE],
  ['1,2', MORE],
  ['1_0', BETWEEN],
  ['1%0Aabc', LINES],
  ['1.5', FRACTION],
  ['-0.5', NEGATIVE],
  ['NaN', WORD],
  ['Infinity', INFINITE],
  ['null', WORD],
  ['true', WORD],
  ['%5B1%5D', WORD],
];
