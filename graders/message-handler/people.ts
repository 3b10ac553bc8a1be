/** Who takes part in the checks of the message handler, and what they send. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { because, fieldOf } from '../../src/rig/matchers.ts';
import type { ReceivedMessage, Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { shorten } from '../../src/rig/shorten.ts';

export type Id = string | number;

/** Ids as senders choose them; a number is no text. */
export const IDS: readonly Id[] = ['m-17', 7, '7', 0, 2 ** 40, -1.5, '__proto__', '', ' m ', 'm'.padEnd(100, '-')];

export interface Person {
  readonly userId: string;
  readonly client: WebSocketClient;
  readonly sessionId: unknown;
}

const FIRST = 'By it a client knows that it is connected, and under which session the server knows it.';

/** A connection that has had its CONNECTION. @param called its name in the transcript, where a user has two */
export async function connect(rig: Rig, userId: string, called = userId): Promise<Person> {
  const client = await rig.open(`/ws?userId=${encodeURIComponent(userId)}`, { name: called });
  const first = await because(FIRST, client.next(`the CONNECTION to ${called}`, { type: 'CONNECTION' }));
  const sessionId = fieldOf(first.json, 'sessionId') ?? fieldOf(fieldOf(first.json, 'payload'), 'sessionId');
  const isId = (typeof sessionId === 'string' && sessionId !== '') || typeof sessionId === 'number';
  if (isId) return { userId, client, sessionId };
  throw new Mismatch({
    expected: 'A CONNECTION carries a "sessionId", a string or a number, in its payload or beside its type.',
    received: `${called} received ${quote(first)}.`,
    why: 'A client tells its own connection from others by it, for instance in a report of an error.',
    at: first.at,
  });
}

/** Each connection has a session of its own. */
export function sessionsDiffer(people: readonly Person[]): void {
  for (const [n, { client, sessionId }] of people.entries()) {
    const other = people.slice(0, n).find((earlier) => earlier.sessionId === sessionId);
    if (!other) continue;
    throw new Mismatch({
      expected: `${other.client.name} and ${client.name} have different sessionIds.`,
      received: `Both have ${JSON.stringify(sessionId)}.`,
      why: 'An id that two connections share identifies neither.',
      at: client.link.last(),
    });
  }
}

export function envelope(id: Id, type: string, payload: object, more: object = {}): object {
  return { v: 1, id, type, payload, ...more };
}

/**
 * Sends a message that is right, and expects one ACK with its very id and no ERROR. Settles.
 * @param called the message in words, where it is too long to be shown
 */
export async function succeeds(
  rig: Rig,
  who: Person,
  message: object | string,
  id: Id,
  called = short(message),
): Promise<void> {
  const before = who.client.inbox.length;
  who.client.send(message);
  await rig.settle();
  const replies = who.client.inbox.slice(before).filter(isReply);
  const [reply, second] = replies;
  if (reply && !second && fieldOf(reply.json, 'type') === 'ACK' && fieldOf(reply.json, 'id') === id) return;
  throw new Mismatch({
    expected: `${who.client.name} sends ${called}. The reply is one {"type":"ACK","id":${JSON.stringify(id)}}.`,
    received: closedOr(who, replies.length > 0 ? `The reply is ${replies.map(quote).join(', ')}.` : 'No reply came.'),
    why: whyNot(replies, who.client.closed?.code),
    at: (second ?? reply)?.at ?? who.client.closed?.at ?? who.client.link.last(),
  });
}

const TOO_BIG = 1009;

function whyNot(replies: readonly ReceivedMessage[], closed: number | undefined): string {
  if (replies.some(({ json }) => fieldOf(json, 'type') === 'ERROR') || closed === TOO_BIG)
    return 'What keeps to the brief must be carried out: a limit is the last value that passes, and fields that the brief does not name are ignored.';
  if (closed !== undefined)
    return 'A message that is right is no reason to end its connection, and what others have done is none either.';
  return 'A sender finds by the id which of its messages was carried out; an id of another type, or a second answer, fits none.';
}

/** The server takes its messages: a SUBSCRIBE to `rules` is acknowledged. Settles. */
export async function isServed(rig: Rig, who: Person, id: Id): Promise<void> {
  await succeeds(rig, who, envelope(id, 'SUBSCRIBE', { channels: ['rules'] }), id);
}

/** ACK and ERROR: what answers a message, and not what others send. */
export function isReply({ json }: ReceivedMessage): boolean {
  const type = fieldOf(json, 'type');
  return type === 'ACK' || type === 'ERROR';
}

export function closedOr({ client }: Person, words: string): string {
  return client.closed ? `The connection was closed with code ${client.closed.code}.` : words;
}

const SHOWN = 160;

/** A message in a sentence. */
export function short(message: object | string | Uint8Array): string {
  if (message instanceof Uint8Array) return `a binary message of ${message.length} bytes`;
  if (message === '') return 'an empty message';
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return text.length > SHOWN ? `${shorten(text, SHOWN)} (${text.length} characters)` : text;
}
