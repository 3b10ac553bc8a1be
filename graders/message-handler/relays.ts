/** What reaches others: relayed messages, and what the rule engine publishes. */
import { changeOf } from '../../src/rig/change.ts';
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { expectStatus, fieldOf } from '../../src/rig/matchers.ts';
import { jsonRequest } from '../../src/rig/request-text.ts';
import type { ReceivedMessage, Rig } from '../../src/rig/rig.ts';
import { shorten } from '../../src/rig/shorten.ts';
import type { Person } from './people.ts';

/** Stands in every field that a client makes up, so that none of it can be passed on unseen. */
export const FORGED = 'the-board-of-directors';

/** Fields that nobody asked for, as a client forges them. */
export const FORGERY = {
  from: FORGED,
  userId: FORGED,
  role: FORGED,
  sessionId: FORGED,
  timestamp: FORGED,
  [FORGED]: true,
};

export interface Published {
  readonly type: string;
  /** Any JSON. */
  readonly payload: unknown;
}

/** What says by itself where it was published. */
export const alertOn = (channel: string): Published => ({ type: 'ALERT', payload: { publishedTo: channel } });

const TAKEN = 'The rule engine learns by it that its result is taken.';

/** The rule engine publishes; the answer is 202. Settles. */
export async function publish(rig: Rig, channel: string, { type, payload }: Published): Promise<void> {
  const answer = await rig.http('POST', '/publish', {
    headers: { 'Content-Type': 'application/json' },
    body: { channel, type, payload },
  });
  expectStatus(answer, 202, `POST /publish to "${channel}"`, TAKEN);
  await rig.settle();
}

/**
 * Two are published at once, over connections of their own, and the body of each arrives in two parts, as long ones do:
 * first the beginnings, then the rests. The cut is within the body's first character of two bytes.
 */
export async function publishInParts(rig: Rig, channel: string, messages: readonly Published[]): Promise<void> {
  const requests = [];
  for (const [n, message] of messages.entries()) {
    const connection = await rig.raw({ name: `the rule engine, ${n + 1}` });
    const request = requestOf(channel, message);
    const cut = request.findIndex((byte) => byte > 0x7f) + 1;
    await connection.writeInPieces(request.subarray(0, cut), []);
    requests.push({ connection, rest: request.subarray(cut) });
  }
  const what = `POST /publish to "${channel}", its body in two parts with a part of another request's between them,`;
  for (const { connection, rest } of requests) {
    await connection.writeInPieces(rest, []);
    const isAnswered = (received: Uint8Array) => Buffer.from(received).includes('\r\n');
    const received = await connection.until(`the answer to ${what}`, isAnswered);
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(Buffer.from(received).toString('latin1')) ?? [];
    await rig.settle();
    if (status === '202') continue;
    throw new Mismatch({
      expected: `${what} answers 202.`,
      received: `It answered ${status === undefined ? 'something that is no HTTP' : `with status ${status}`}.`,
      why: 'A body is whole when its own request ends, not when its first part has come.',
      at: connection.link.last(),
    });
  }
}

/** A request that is reset when half of its body has come: nothing is published, and nobody notices. Settles. */
export async function publishHalf(rig: Rig, channel: string, message: Published): Promise<void> {
  const connection = await rig.raw({ name: 'the rule engine, cut off' });
  const request = requestOf(channel, message);
  await connection.writeInPieces(request.subarray(0, -10), []);
  await connection.link.cut();
  await rig.settle();
}

function requestOf(channel: string, message: Published): Buffer {
  return jsonRequest('POST', '/publish', { channel, ...message }).bytes;
}

/** What each of these people has received of the server's own types, in order. Settle first. */
export function heardPublished(people: readonly Person[], wanted: readonly Published[], why: string): void {
  const fits = ({ json }: ReceivedMessage, message: Published | undefined) =>
    message !== undefined && fieldOf(json, 'type') === message.type && same(fieldOf(json, 'payload'), message.payload);
  const isPublished = ({ json }: ReceivedMessage) => OWN_TYPES.has(fieldOf(json, 'type'));
  for (const person of people) heardInOrder(person, isPublished, wanted, fits, () => why);
}

/** Types that only the server may send. */
export const OWN_TYPES: ReadonlySet<unknown> = new Set([
  'ALERT',
  'CONSENSUS_UPDATE',
  'RULE_RESULT',
  'DECISION_RESULT',
  'LEARNING_FEEDBACK',
]);

export interface Relayed {
  readonly type: 'BROADCAST' | 'DIRECT';
  readonly message: string;
  readonly from: string;
}

const UNCHANGED = 'A text is passed on as it came, character by character.';
const NAMED = 'A relay names its sender: "from" stands in the payload, beside "message".';
const IDENTITY = 'Identity comes from the connection: "from" is what the query said, decoded once, to the character.';
/** What a relay leaves out. */
export const NOT_PASSED_ON =
  'Of what a client wrote, "message" alone is passed on. Whom it was for, the receiver knows.';
const ANEW =
  'A relay that is built anew, field by field, cannot pass on what a client made up, be it in the payload or beside it.';

/**
 * What each of these people has been relayed by others, in order, with nothing forged in it. Settle first.
 * @param text why the text of a message matters
 */
export function heardRelayed(
  people: readonly Person[],
  wanted: readonly Relayed[],
  why: string,
  text: string = UNCHANGED,
): void {
  const fits = ({ json, text }: ReceivedMessage, relayed: Relayed | undefined) => {
    const payload = fieldOf(json, 'payload');
    return (
      relayed !== undefined &&
      fieldOf(json, 'type') === relayed.type &&
      fieldOf(payload, 'message') === relayed.message &&
      fieldOf(payload, 'from') === relayed.from &&
      !text?.includes(FORGED)
    );
  };
  const shown = wanted.map(({ type, message, from }) => ({ type, payload: { message, from } }));
  for (const person of people) {
    // A sender may have its own copy of a BROADCAST; another connection of the same user is told to have it.
    const own = wanted.filter(({ from }) => from === person.userId).map(({ message }): unknown => message);
    const counts = ({ json }: ReceivedMessage) => {
      const type = fieldOf(json, 'type');
      const payload = fieldOf(json, 'payload');
      const [from, message] = [fieldOf(payload, 'from'), fieldOf(payload, 'message')];
      return type === 'DIRECT' || (type === 'BROADCAST' && (from !== person.userId || own.includes(message)));
    };
    const texts = new Set<unknown>(wanted.map(({ message }) => message));
    const whyNot = (found: ReceivedMessage | undefined, relayed: Relayed | undefined) =>
      whyNotRelayed(found, relayed, texts, text) ?? why;
    heardInOrder(person, counts, wanted, fits, whyNot, shown);
  }
}

/** Where it is that very message, and something in it is wrong. */
function whyNotRelayed(
  found: ReceivedMessage | undefined,
  wanted: Relayed | undefined,
  texts: ReadonlySet<unknown>,
  text: string,
): string | undefined {
  if (!found || !wanted || fieldOf(found.json, 'type') !== wanted.type) return undefined;
  const payload = fieldOf(found.json, 'payload');
  const [message, from] = [fieldOf(payload, 'message'), fieldOf(payload, 'from')];
  if (message === wanted.message) {
    if (from === undefined) return NAMED;
    if (from !== wanted.from) return IDENTITY;
    return fieldOf(payload, 'to') === undefined ? ANEW : NOT_PASSED_ON;
  }
  const isChanged = from === wanted.from && typeof message === 'string' && !texts.has(message);
  return isChanged ? `${text} ${changeOf(wanted.message, message)}` : undefined;
}

function heardInOrder<T extends object>(
  { client }: Person,
  concerns: (message: ReceivedMessage) => boolean,
  wanted: readonly T[],
  fits: (message: ReceivedMessage, wanted: T | undefined) => boolean,
  whyNot: (message: ReceivedMessage | undefined, wanted: T | undefined) => string,
  shown: readonly object[] = wanted,
): void {
  const all = client.inbox.filter(concerns);
  const wrong = all.find((message, n) => !fits(message, wanted[n]));
  if (!wrong && all.length === wanted.length) return;
  // What was in order before is no news.
  const same = wrong ? all.indexOf(wrong) : Math.min(all.length, wanted.length);
  const still = shown.slice(same).map((message) => shorten(JSON.stringify(message)));
  const news = all.slice(same);
  const more = same > 0 ? ' more' : '';
  throw new Mismatch({
    expected:
      still.length === 0
        ? `Nothing${more} of it reaches ${client.name}.`
        : `${client.name} receives ${still.join(', then ')}, and nothing else of that kind.`,
    received:
      news.length > 0
        ? `${client.name} received ${news.map(quote).join(', ')}.`
        : `${client.name} received ${more ? 'nothing more' : 'none'}.`,
    why: whyNot(wrong, wrong && wanted[same]),
    at: (wrong ?? all.at(-1))?.at ?? client.link.last(),
  });
}

/** Deep equality of what JSON can say; fields in any order. */
function same(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null || Array.isArray(found) !== Array.isArray(wanted)) return false;
  const names = Object.keys(wanted);
  return (
    names.length === Object.keys(found).length &&
    names.every((name) => same(fieldOf(found, name), fieldOf(wanted, name)))
  );
}
