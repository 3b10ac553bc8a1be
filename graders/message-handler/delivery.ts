/** What is published, and which connections receive it. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { expectSilence, fieldOf } from '../../src/rig/matchers.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { fails } from './failures.ts';
import { halfRight } from './garbage.ts';
import { closedOr, connect, envelope, isReply, type Person, succeeds } from './people.ts';
import { alertOn, heardPublished, type Published, publish, publishInParts } from './relays.ts';

/** With an é of one character; the other has two, e and an accent. */
const WRITTEN_ONE_WAY = 'Andr\u00e9';
const WRITTEN_ANOTHER_WAY = 'Andre\u0301';

/** Names that are not "rules", however much some of them look like it. */
export const NAMES = [
  'rules-2',
  '__proto__',
  'Rules',
  ' rules',
  ' ',
  'rules,more',
  '*',
  'rule.',
  'rules.*',
  '#',
  'rules\n',
  'rules'.padEnd(100, '-'),
  WRITTEN_ONE_WAY,
];

/** Names to which nobody has subscribed; some of them mean something else elsewhere. */
const OTHER_NAMES = ['rule', 'rules/eu', 'rules:eu', 'rules.eu', 'toString', 'length', 'error', 'ana', 'channel-50'];

/** ana is subscribed to "rules", bo to NAMES, the others to none of them. @returns what ana and bo have received of it */
export async function channelsAreSeparate(
  rig: Rig,
  { ana, bo, others }: { ana: Person; bo: Person; others: readonly Person[] },
): Promise<{ toAna: readonly Published[]; toBo: readonly Published[] }> {
  const once =
    'What is published to a channel is for those who subscribed to it by its exact name: once each, and as it was.';
  const result = {
    rule: 'R-12',
    passed: false,
    notes: ['', null, { deep: [1] }],
    reviewer: null,
    from: 'R',
    weight: 0,
  };
  const toAna = [{ type: 'RULE_RESULT', payload: result }];
  const toBo = [alertOn('__proto__')];
  for (const message of toAna) await publish(rig, 'rules', message);
  for (const name of ['__proto__', ...OTHER_NAMES]) await publish(rig, name, alertOn(name));
  heardPublished([ana], toAna, once);
  heardPublished([bo], toBo, once);
  heardPublished(others, [], once);
  await publish(rig, WRITTEN_ANOTHER_WAY, alertOn(`${WRITTEN_ANOTHER_WAY}, with an e and an accent`));
  const exact =
    'bo has subscribed to "Andr\u00e9" with an é of one character. The same word with an e and an accent is another text, and so another channel.';
  heardPublished([bo], toBo, exact);
  return { toAna, toBo };
}

/** What is right in a message that failed is not done either. */
export async function asAWhole(rig: Rig, who: Person): Promise<void> {
  const why = 'A message is carried out as a whole, or not at all: who is told that it failed will send it again.';
  await succeeds(rig, who, envelope('all', 'SUBSCRIBE', { channels: ['all'] }), 'all');
  for (const wrong of Object.values(halfRight)) await fails(rig, who, wrong);
  for (const channel of ['half', 'channel-1', 'all']) await publish(rig, channel, alertOn(channel));
  heardPublished([who], [alertOn('all')], why);
}

/** More than a limit that nobody has asked for would let through. */
const AT_ONCE = Array.from({ length: 110 }, (_, n) => `at once ${n + 1}`);

/** Two people send many messages in the same moment, with the same ids: each is told of their own, of each once. */
export async function twoAtOnce(rig: Rig, people: readonly Person[]): Promise<void> {
  const before = people.map(({ client }) => client.inbox.length);
  const acts = people.map(({ client }) => () => {
    for (const id of AT_ONCE) client.send(envelope(id, 'SUBSCRIBE', { channels: ['at once'] }));
  });
  await rig.together(...acts);
  await rig.settle();
  for (const [n, who] of people.entries()) {
    const replies = who.client.inbox.slice(before[n]).filter(isReply);
    const acks = (id: string) => replies.filter(({ json }) => isAck(json, id));
    const wrong = AT_ONCE.find((id) => acks(id).length !== 1);
    const other = replies.find(({ json }) => !AT_ONCE.some((id) => isAck(json, id)));
    if (wrong === undefined && !other) continue;
    const count = wrong === undefined ? '' : `, with the id "${wrong}": ${acks(wrong).length}`;
    throw new Mismatch({
      expected: `${people.map(({ client }) => client.name).join(' and ')} send ${AT_ONCE.length} SUBSCRIBEs each in the same moment. ${who.client.name} receives one ACK for each of them.`,
      received: closedOr(who, other ? `One reply is ${quote(other)}.` : `ACKs that came: ${replies.length}${count}.`),
      why: 'What belongs to one message must not stand where the next one can change it, above all not across an await; and how many messages come is no failure of any.',
      at: other?.at ?? replies.at(-1)?.at ?? who.client.link.last(),
    });
  }
}

const isAck = (json: unknown, id: string) => fieldOf(json, 'type') === 'ACK' && fieldOf(json, 'id') === id;

/** What an ACK says is done: what is published in that very moment arrives, or does not any more, or does again. */
export async function holdsAtOnce(rig: Rig): Promise<void> {
  const dan = await connect(rig, 'dan');
  const alert = alertOn('now');
  const heard: Published[] = [];
  for (const [id, type] of ['SUBSCRIBE', 'UNSUBSCRIBE', 'SUBSCRIBE'].entries()) {
    dan.client.send(envelope(id, type, { channels: ['now'] }));
    await dan.client.next(`the ACK to dan's ${type}`, { type: 'ACK', id });
    await publish(rig, 'now', alert);
    if (type === 'SUBSCRIBE') heard.push(alert);
    const why = `An ACK says that it is done. What is published in the moment after the ${type} was acknowledged is judged by it, and is news even where it is the same as before.`;
    heardPublished([dan], heard, why);
  }
}

const OWN_ACK = 'An ACK answers a message, on the connection that it came over: no other has sent one with this id.';

const decision = (number: number): Published => ({
  type: 'DECISION_RESULT',
  payload: { decision: 'Überprüfung', number },
});

/** Two connections of one user are two subscribers, and what is published arrives as it was. */
export async function tabsAreTwo(rig: Rig, tab: Person, other: Person): Promise<void> {
  const channels = { channels: ['tabs', 'more'] };
  const [first, zeroth, second, third] = [decision(1), decision(0), decision(2), decision(3)];
  const own = `A subscription is the connection's, not the user's: ${other.client.name} has not subscribed yet.`;
  const each = 'Each connection that is subscribed receives it, also the second of one user.';
  const still = 'UNSUBSCRIBE ends the subscriptions of the connection that it came over, and of no other.';
  await succeeds(rig, tab, envelope('w-1', 'SUBSCRIBE', channels), 'w-1');
  await publishInParts(rig, 'tabs', [first, zeroth]);
  const whole =
    'JSON is UTF-8, and may arrive in two parts, cut within a character: only all of it is text. What comes meanwhile in another request is none of it.';
  heardPublished([tab], [first, zeroth], whole);
  heardPublished([other], [], own);
  expectSilence([other.client], { type: 'ACK' }, 'ACK', OWN_ACK);
  await succeeds(rig, other, envelope('w-2', 'SUBSCRIBE', channels), 'w-2');
  await publish(rig, 'tabs', second);
  heardPublished([tab], [first, zeroth, second], each);
  heardPublished([other], [second], each);
  await succeeds(rig, tab, envelope('w-3', 'UNSUBSCRIBE', channels), 'w-3');
  await publish(rig, 'more', third);
  heardPublished([tab], [first, zeroth, second], 'UNSUBSCRIBE ends all the subscriptions that it names.');
  heardPublished([other], [second, third], still);
  await leavesOthersAlone(rig, other, [tab.userId, 'nobody'], [second, third], decision(4));
}

/**
 * A tab that is subscribed with her, and one of a user who is not, leave: she still hears what is published. A tab that
 * comes after them has subscribed to nothing.
 * @param before what she has heard already
 */
async function leavesOthersAlone(
  rig: Rig,
  her: Person,
  leavers: readonly string[],
  before: readonly Published[],
  next: Published,
): Promise<void> {
  for (const [n, userId] of leavers.entries()) {
    const leaver = await connect(rig, userId, `${userId} (leaving)`);
    const channels = n === 0 ? ['more'] : ['other'];
    await succeeds(rig, leaver, envelope(n, 'SUBSCRIBE', { channels }), n);
    // To what one of them was never subscribed; the answer is free.
    leaver.client.send(envelope('u', 'UNSUBSCRIBE', { channels: ['tabs'] }));
    await rig.settle();
    await leaver.client.link.cut();
    await rig.settle();
  }
  const back = await connect(rig, her.userId, `${her.userId} (back)`);
  for (const channel of ['more', 'tabs']) await publish(rig, channel, next);
  const own = 'A subscription is the connection’s, and goes with it: who comes back has not subscribed yet.';
  heardPublished([back], [], own);
  await back.client.link.cut();
  const why = 'Who leaves takes along the subscriptions of one connection, and nobody else’s.';
  heardPublished([her], [...before, next, next], why);
}
