/** Ticks that come at once, in pieces, and cursors without sense. */
import type { Rig } from '../../src/rig/rig.ts';
import type { Feed } from './feed.ts';

/** Ticks that are all on their way before the first is answered. */
export async function severalAtOnce(rig: Rig, feed: Feed, values: readonly number[]): Promise<void> {
  const asked = await Promise.all(
    values.map(async (value) => ({ value, exchange: await rig.request('POST', '/tick', { body: { value } }) })),
  );
  const answers = [];
  for (const { value, exchange } of asked) {
    answers.push({ value, answer: await exchange.complete('the answer to POST /tick, one of several at once') });
  }
  feed.ticked(answers);
}

/** A tick whose body comes in two pieces, and between them another one. Whether it is an event shows when the feed is read. */
export async function inPieces(rig: Rig, feed: Feed, value: number, between: number): Promise<void> {
  const body = JSON.stringify({ value });
  const raw = await rig.raw({ name: 'POST /tick in pieces' });
  const head = ['POST /tick HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', 'Connection: close'];
  raw.write(`${[...head, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body.slice(0, 5)}`);
  await rig.settle();
  await feed.tick(between);
  raw.write(body.slice(5));
  const hasHead = (received: Uint8Array) => Buffer.from(received).includes('\r\n\r\n');
  await raw.until('the answer to a POST /tick whose body came in two pieces', hasHead);
  feed.events.push({ id: feed.newest + 1, value });
  raw.end();
}

/** Values of `since` that are no whole number from 0 on, as they stand in a query. */
export const senseless: readonly string[] = [
  'abc',
  '-1',
  '1.5',
  'NaN',
  'Infinity',
  '1abc',
  'null',
  'true',
  '-0.5',
  '1,2',
  '%5B1%5D',
];
