/** Whom relayed messages reach, and with what. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { LONG_NOTE, LONG_TEXT } from './garbage.ts';
import { closedOr, connect, envelope, isReply, type Person, succeeds } from './people.ts';
import { alertOn, FORGED, heardPublished, heardRelayed, NOT_PASSED_ON, publish, type Relayed } from './relays.ts';

interface People {
  readonly ana: Person;
  readonly bo: Person;
  readonly wes: Person;
  /** Another connection of wes. */
  readonly wesToo: Person;
}

/** A DIRECT reaches each connection of its user and nobody else, a BROADCAST everybody else. bo has sent LONG_TEXT, and LONG_NOTE to himself. */
export async function relaysReach(rig: Rig, { ana, bo, wes, wesToo }: People): Promise<void> {
  // 1. To another user, and to everybody; the same again is said again. bo listens to channels that are called like users.
  await succeeds(rig, bo, envelope(0, 'SUBSCRIBE', { channels: CALLED_LIKE_WES }), 0);
  for (const id of ['p-1', 'p-2']) await succeeds(rig, ana, envelope(id, 'DIRECT', { to: 'wes', message: 'psst' }), id);
  for (const id of ['h-1', 'h-2']) await succeeds(rig, ana, envelope(id, 'BROADCAST', { message: 'hello' }), id);
  const long: Relayed = { type: 'BROADCAST', message: LONG_TEXT, from: 'bo' };
  const psst: Relayed = { type: 'DIRECT', message: 'psst', from: 'ana' };
  const hello: Relayed = { type: 'BROADCAST', message: 'hello', from: 'ana' };
  const forWhom =
    'A DIRECT is for every connection of one user, a BROADCAST for all others. The same text a second time is a second message.';
  const toWes = [long, psst, psst, hello, hello];
  const noRoom =
    'Channels and users are two things: who subscribes to a channel that is called like a user, or like what the server calls him, gets none of his mail.';
  heardRelayed([wes, wesToo], toWes, forWhom);
  heardRelayed([bo], [{ type: 'DIRECT', message: LONG_NOTE, from: 'bo' }, hello, hello], noRoom);
  heardRelayed([ana], [long], forWhom);
  // 2. Who has two connections hears on the one what is broadcast over the other.
  await succeeds(rig, wes, envelope('w-4', 'BROADCAST', { message: 'from here' }), 'w-4');
  const here: Relayed = { type: 'BROADCAST', message: 'from here', from: 'wes' };
  const everyOther = 'A BROADCAST is for every other connection, also one of the same user: that is another window.';
  heardRelayed([wesToo], [...toWes, here], everyOther);
  heardRelayed([ana], [long, here], everyOther);
  // 3. And a DIRECT to oneself arrives on all of one's connections.
  await succeeds(rig, wes, envelope('w-5', 'DIRECT', { to: 'wes', message: 'note to self' }), 'w-5');
  const note: Relayed = { type: 'DIRECT', message: 'note to self', from: 'wes' };
  const toSelf = 'A DIRECT is for each of the user’s connections, also for that which sent it when it is to oneself.';
  heardRelayed([wes], [...toWes, note], toSelf);
  heardRelayed([wesToo], [...toWes, here, note], toSelf);
  // 4. Users are told apart by the exact text of their names.
  for (const to of ['WES', 'we', 'wesley', 'wes'.padEnd(100, '-'), '__proto__'])
    await reachesNamesake(rig, ana, to, wes, [...toWes, note]);
}

/** Channels with the names that a server might give to the list of wes's connections. */
const CALLED_LIKE_WES = [
  'wes',
  ...['user', 'users', 'u', 'direct', 'dm'].flatMap((kind) =>
    [':', '-', '/', '.', '_'].map((mark) => `${kind}${mark}wes`),
  ),
  '@wes',
];

/** A DIRECT to somebody who is not there: one ACK or one ERROR, with its id, and the connection stays open. */
export async function toNobody(rig: Rig, names: readonly string[]): Promise<void> {
  const eve = await connect(rig, 'eve');
  for (const to of names) {
    const before = eve.client.inbox.length;
    eve.client.send(envelope(`to ${to}`, 'DIRECT', { to, message: 'are you there?' }));
    await rig.settle();
    const replies = eve.client.inbox.slice(before).filter(isReply);
    const [reply, second] = replies;
    if (reply && !second && !eve.client.closed && fieldOf(reply.json, 'id') === `to ${to}`) continue;
    throw new Mismatch({
      expected: `eve sends a DIRECT with the id "to ${to}" to ${to}, who is not there. The reply is one ACK or one ERROR with that id, and the connection stays open.`,
      received: closedOr(eve, replies.length > 0 ? `The reply is ${replies.map(quote).join(', ')}.` : 'No reply came.'),
      why: 'Every message has one answer. Whether somebody is there is nothing that its sender can know.',
      at: eve.client.closed?.at ?? (second ?? reply)?.at ?? eve.client.link.last(),
    });
  }
}

/**
 * What is published to "rules" and what is broadcast reaches these, whoever else is just being closed.
 * @param tab of a user whose other connections are being closed: a DIRECT reaches it too
 */
export async function reachesAll(rig: Rig, writer: Person, others: readonly Person[], tab: Person): Promise<void> {
  const why =
    'A connection that is being closed is passed over, and is no end of the list. One that has gone took itself along and nobody else, also where an error came before its end, and where others had gone before it.';
  await publish(rig, 'rules', alertOn('rules'));
  heardPublished([writer, ...others, tab], [alertOn('rules')], why);
  await succeeds(rig, writer, envelope('all', 'BROADCAST', { message: 'to all' }), 'all');
  const toAll: Relayed = { type: 'BROADCAST', message: 'to all', from: writer.userId };
  heardRelayed([...others, tab], [toAll], why);
  const toOne: Relayed = { type: 'DIRECT', message: 'to one', from: writer.userId };
  await succeeds(rig, writer, envelope('one', 'DIRECT', { to: tab.userId, message: toOne.message }), 'one');
  heardRelayed([tab], [toAll, toOne], why);
}

const EXACT = 'Users are told apart by the exact text of their names, all of it: "WES" is not "wes".';

/** A user of this name comes, is sent a DIRECT and goes. @param before what the other has been relayed, and nothing more */
async function reachesNamesake(
  rig: Rig,
  writer: Person,
  to: string,
  other: Person,
  before: readonly Relayed[],
): Promise<void> {
  const namesake = await connect(rig, to);
  await succeeds(rig, writer, envelope(to, 'DIRECT', { to, message: `for ${to}` }), to);
  heardRelayed([namesake], [{ type: 'DIRECT', message: `for ${to}`, from: writer.userId }], EXACT);
  heardRelayed([other], before, EXACT);
  await namesake.client.link.cut();
}

const SAME_LETTERS =
  'The text has an é twice: of one character, and of two, an e and an accent. They look the same and are not: a text arrives exactly as it came.';
const BLANK = 'A space and a tab are a text of two characters.';
const UNSEEN =
  'The text has what nobody sees: the end of a line (\\r\\n), a NUL and a space of no width (U+200B). They are characters like others.';

/** A text arrives character by character, and alone. @param before what the reader has been relayed already */
export async function textAlone(rig: Rig, writer: Person, reader: Person, before: readonly Relayed[]): Promise<void> {
  const twoForms: Relayed = { type: 'DIRECT', message: 'caf\u00e9 or cafe\u0301', from: writer.userId };
  await succeeds(rig, writer, envelope(5, 'DIRECT', { to: reader.userId, message: twoForms.message }), 5);
  heardRelayed([reader], [...before, twoForms], SAME_LETTERS, SAME_LETTERS);
  const blank: Relayed = { type: 'DIRECT', message: ' \t', from: writer.userId };
  await succeeds(rig, writer, envelope('blank', 'DIRECT', { to: reader.userId, message: blank.message }), 'blank');
  heardRelayed([reader], [...before, twoForms, blank], BLANK, BLANK);
  const unseen: Relayed = { type: 'BROADCAST', message: 'first\r\nsecond\0third\u200bfourth', from: writer.userId };
  await succeeds(rig, writer, envelope('unseen', 'BROADCAST', { message: unseen.message }), 'unseen');
  heardRelayed([reader], [...before, twoForms, blank, unseen], UNSEEN, UNSEEN);
  // The name of this user must not stand in anything that is relayed.
  const board = await connect(rig, FORGED);
  await succeeds(rig, writer, envelope(6, 'DIRECT', { to: FORGED, message: 'to you alone' }), 6);
  heardRelayed([board], [{ type: 'DIRECT', message: 'to you alone', from: writer.userId }], NOT_PASSED_ON);
}
