/** What is published, and which connections receive it. */
import type { Rig } from '../../src/rig/rig.ts';
import { connect, envelope, type Person, succeeds } from './people.ts';
import { alertOn, heardPublished, type Published, publish, publishInTwo } from './relays.ts';

/** With an é of one character; the other has two, e and an accent. */
const WRITTEN_ONE_WAY = 'Andr\u00e9';
const WRITTEN_ANOTHER_WAY = 'Andre\u0301';

/** Names that are not "rules", however much some of them look like it. */
export const NAMES = ['rules-2', '__proto__', 'Rules', ' rules', 'rules,more', '*', WRITTEN_ONE_WAY];

/** Names to which nobody has subscribed. */
const OTHER_NAMES = ['rule', 'rules/eu', 'rules:eu', 'toString', 'channel-50'];

/** ana is subscribed to "rules", bo to NAMES, the others to none of them. @returns what ana and bo have received of it */
export async function channelsAreSeparate(
  rig: Rig,
  { ana, bo, others }: { ana: Person; bo: Person; others: readonly Person[] },
): Promise<{ toAna: readonly Published[]; toBo: readonly Published[] }> {
  const once =
    'What is published to a channel is for those who subscribed to it by its exact name: once each, and as it was.';
  const result = { rule: 'R-12', passed: false, notes: ['', null, { deep: [1] }], reviewer: null, weight: 0 };
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

/** What an ACK says is done: what is published in that very moment arrives, or does not any more. */
export async function holdsAtOnce(rig: Rig): Promise<void> {
  const dan = await connect(rig, 'dan');
  const alert = alertOn('now');
  for (const type of ['SUBSCRIBE', 'UNSUBSCRIBE']) {
    dan.client.send(envelope(type, type, { channels: ['now'] }));
    await dan.client.next(`the ACK to dan's ${type}`, { type: 'ACK', id: type });
    await publish(rig, 'now', alert);
    const why = `An ACK says that it is done. What is published in the moment after the ${type} was acknowledged is judged by it.`;
    heardPublished([dan], [alert], why);
  }
}

const decision = (number: number): Published => ({
  type: 'DECISION_RESULT',
  payload: { decision: 'Überprüfung', number },
});

/** Two connections of one user are two subscribers, and what is published arrives as it was. */
export async function tabsAreTwo(rig: Rig, tab: Person, other: Person): Promise<void> {
  const channels = { channels: ['tabs', 'more'] };
  const [first, second, third] = [decision(1), decision(2), decision(3)];
  const own = `A subscription is the connection's, not the user's: ${other.client.name} has not subscribed yet.`;
  const each = 'Each connection that is subscribed receives it, also the second of one user.';
  const still = 'UNSUBSCRIBE ends the subscriptions of the connection that it came over, and of no other.';
  await succeeds(rig, tab, envelope('w-1', 'SUBSCRIBE', channels), 'w-1');
  await publishInTwo(rig, 'tabs', first);
  const whole = 'JSON is UTF-8, and may arrive in two parts, cut within a character: only all of it is text.';
  heardPublished([tab], [first], whole);
  heardPublished([other], [], own);
  await succeeds(rig, other, envelope('w-2', 'SUBSCRIBE', channels), 'w-2');
  await publish(rig, 'tabs', second);
  heardPublished([tab], [first, second], each);
  heardPublished([other], [second], each);
  await succeeds(rig, tab, envelope('w-3', 'UNSUBSCRIBE', channels), 'w-3');
  await publish(rig, 'more', third);
  heardPublished([tab], [first, second], 'UNSUBSCRIBE ends all the subscriptions that it names.');
  heardPublished([other], [second, third], still);
}
