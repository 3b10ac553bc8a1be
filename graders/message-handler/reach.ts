/** Whom relayed messages reach, and with what. */
import type { Rig } from '../../src/rig/rig.ts';
import { LONG_NOTE, LONG_TEXT } from './garbage.ts';
import { connect, envelope, type Person, succeeds } from './people.ts';
import { alertOn, FORGED, heardPublished, heardRelayed, publish, type Relayed } from './relays.ts';

interface People {
  readonly ana: Person;
  readonly bo: Person;
  readonly wes: Person;
  /** Another connection of wes. */
  readonly wesToo: Person;
}

/** A DIRECT reaches each connection of its user and nobody else, a BROADCAST everybody else. bo has sent LONG_TEXT, and LONG_NOTE to himself. */
export async function relaysReach(rig: Rig, { ana, bo, wes, wesToo }: People): Promise<void> {
  // 1. To another user, and to everybody.
  await succeeds(rig, ana, envelope(1, 'DIRECT', { to: 'wes', message: 'psst' }), 1);
  await succeeds(rig, ana, envelope(2, 'BROADCAST', { message: 'hello' }), 2);
  const long: Relayed = { type: 'BROADCAST', message: LONG_TEXT, from: 'bo' };
  const psst: Relayed = { type: 'DIRECT', message: 'psst', from: 'ana' };
  const hello: Relayed = { type: 'BROADCAST', message: 'hello', from: 'ana' };
  const forWhom = 'A DIRECT is for every connection of one user, a BROADCAST for all others.';
  heardRelayed([wes, wesToo], [long, psst, hello], forWhom);
  heardRelayed([bo], [{ type: 'DIRECT', message: LONG_NOTE, from: 'bo' }, hello], forWhom);
  heardRelayed([ana], [long], forWhom);
  // 2. Who has two connections hears on the one what is broadcast over the other.
  await succeeds(rig, wes, envelope('w-4', 'BROADCAST', { message: 'from here' }), 'w-4');
  const here: Relayed = { type: 'BROADCAST', message: 'from here', from: 'wes' };
  const everyOther = 'A BROADCAST is for every other connection, also one of the same user: that is another window.';
  heardRelayed([wesToo], [long, psst, hello, here], everyOther);
  heardRelayed([ana], [long, here], everyOther);
  // 3. And a DIRECT to oneself arrives on all of one's connections.
  await succeeds(rig, wes, envelope('w-5', 'DIRECT', { to: 'wes', message: 'note to self' }), 'w-5');
  const note: Relayed = { type: 'DIRECT', message: 'note to self', from: 'wes' };
  const toSelf = 'A DIRECT is for each of the user’s connections, also for that which sent it when it is to oneself.';
  heardRelayed([wes], [long, psst, hello, note], toSelf);
  heardRelayed([wesToo], [long, psst, hello, here, note], toSelf);
  // 4. Users are told apart by the exact text of their names.
  for (const to of ['WES', 'we', 'wesley', '__proto__'])
    await reachesNamesake(rig, ana, to, wes, [long, psst, hello, note]);
}

/** What is published to "rules" and what is broadcast reaches these, whoever else is just being closed. */
export async function reachesAll(rig: Rig, writer: Person, others: readonly Person[]): Promise<void> {
  const why = 'A connection that is being closed is passed over. It is no end of the list: the others come after it.';
  await publish(rig, 'rules', alertOn('rules'));
  heardPublished([writer, ...others], [alertOn('rules')], why);
  await succeeds(rig, writer, envelope('all', 'BROADCAST', { message: 'to all' }), 'all');
  heardRelayed(others, [{ type: 'BROADCAST', message: 'to all', from: writer.userId }], why);
}

const EXACT = 'Users are told apart by the exact text of their names: "WES" is not "wes".';

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
const NOT_PASSED_ON = 'Of what a client wrote, "message" alone is passed on. Whom it was for, the receiver knows.';

/** A text arrives character by character, and alone. @param before what the reader has been relayed already */
export async function textAlone(rig: Rig, writer: Person, reader: Person, before: readonly Relayed[]): Promise<void> {
  const twoForms: Relayed = { type: 'DIRECT', message: 'caf\u00e9 or cafe\u0301', from: writer.userId };
  await succeeds(rig, writer, envelope(5, 'DIRECT', { to: reader.userId, message: twoForms.message }), 5);
  heardRelayed([reader], [...before, twoForms], SAME_LETTERS);
  const blank: Relayed = { type: 'DIRECT', message: ' \t', from: writer.userId };
  await succeeds(rig, writer, envelope('blank', 'DIRECT', { to: reader.userId, message: blank.message }), 'blank');
  heardRelayed([reader], [...before, twoForms, blank], BLANK);
  // The name of this user must not stand in anything that is relayed.
  const board = await connect(rig, FORGED);
  await succeeds(rig, writer, envelope(6, 'DIRECT', { to: FORGED, message: 'to you alone' }), 6);
  heardRelayed([board], [{ type: 'DIRECT', message: 'to you alone', from: writer.userId }], NOT_PASSED_ON);
}
