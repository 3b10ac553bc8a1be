/** The checks of E5, the Regulens message handler. Their vocabulary stands in message-handler/. */
import type { Check } from '../src/rig/check.ts';
import { frames } from '../src/rig/frames.ts';
import { expectClosed, expectSilence } from '../src/rig/matchers.ts';
import type { Rig } from '../src/rig/rig.ts';
import { fails } from './message-handler/failures.ts';
import { fiveKinds, halfRight, LONG_TEXT, rightMessages, wrongMessages } from './message-handler/garbage.ts';
import { closesWith, exactly64KiB, MANY_BYTES, tooLarge } from './message-handler/limits.ts';
import { connect, envelope, type Id, sessionsDiffer, succeeds } from './message-handler/people.ts';
import { FORGERY, heardPublished, heardRelayed, OWN_TYPES, publish } from './message-handler/relays.ts';

/** Names that are not "rules", however much some of them look like it. */
const NAMES = ['rules-2', '__proto__', 'Rules', ' rules', 'rules,more', '*'];

/** Ids as senders choose them; a number is no text. */
const IDS: readonly Id[] = ['m-17', 7, '7', 0, 2 ** 40, -1.5, '__proto__'];

async function acknowledged(rig: Rig): Promise<void> {
  // 1. Four connections, two of them of one user, each with a session of its own.
  const ana = await connect(rig, 'ana');
  const bo = await connect(rig, 'bo');
  const wes = await connect(rig, 'wes');
  const wesToo = await connect(rig, 'wes', 'wes (tab 2)');
  sessionsDiffer([ana, bo, wes, wesToo]);
  // 2. Whatever is right is acknowledged once, with the very id that came.
  for (const id of IDS) await succeeds(rig, ana, envelope(id, 'SUBSCRIBE', { channels: ['rules', `by ${id}`] }), id);
  await succeeds(rig, bo, envelope('b-1', 'SUBSCRIBE', { channels: NAMES }), 'b-1');
  for (const { name, message } of rightMessages) await succeeds(rig, bo, message('b-2'), 'b-2', name);
  // 3. It is also done: what is published reaches the subscribers of that very channel, once.
  const passed = { type: 'RULE_RESULT', payload: { rule: 'R-12', passed: false, notes: ['', null, { deep: [1] }] } };
  const alert = { type: 'ALERT', payload: {} };
  const once = 'What is published to a channel is for those who subscribed to it by its exact name, once each.';
  await publish(rig, 'rules', passed);
  await publish(rig, '__proto__', alert);
  for (const channel of ['rule', 'toString', 'channel-50']) await publish(rig, channel, alert);
  heardPublished([ana], [passed], once);
  heardPublished([bo], [alert], once);
  heardPublished([wes, wesToo], [], once);
  // 4. Until they unsubscribe, from those channels that they name.
  await succeeds(rig, ana, envelope('a-9', 'UNSUBSCRIBE', { channels: ['rules', 'by 7'] }), 'a-9');
  await publish(rig, 'rules', alert);
  await publish(rig, 'by m-17', alert);
  await publish(rig, 'channel-49', alert);
  heardPublished([ana], [passed, alert], 'UNSUBSCRIBE ends the subscriptions that it names, and no others.');
  heardPublished([bo], [alert, alert], once);
  // 5. A DIRECT reaches each connection of its user and nobody else, a BROADCAST everybody else.
  await succeeds(rig, ana, envelope(1, 'DIRECT', { to: 'wes', message: 'psst' }), 1);
  await succeeds(rig, ana, envelope(2, 'BROADCAST', { message: 'hello' }), 2);
  const psst = { type: 'DIRECT', message: 'psst', from: 'ana' } as const;
  const hello = { type: 'BROADCAST', message: 'hello', from: 'ana' } as const;
  const long = { type: 'BROADCAST', message: LONG_TEXT, from: 'bo' } as const;
  const forWhom = 'A DIRECT is for every connection of one user, a BROADCAST for all others.';
  heardRelayed([wes, wesToo], [long, psst, hello], forWhom);
  heardRelayed([bo], [hello], forWhom);
  heardRelayed([ana], [long], forWhom);
  // 6. Two connections of one user are two subscribers, and what is published arrives as it was.
  const result = { type: 'DECISION_RESULT', payload: { decision: 'Überprüfung' } };
  for (const tab of [wes, wesToo])
    await succeeds(rig, tab, envelope('w-0', 'SUBSCRIBE', { channels: ['tabs'] }), 'w-0');
  await publish(rig, 'tabs', result);
  heardPublished(
    [wes, wesToo],
    [result],
    'Each connection that is subscribed receives it, also the second of one user.',
  );
  // 7. Who has two connections hears on the one what is broadcast over the other.
  await succeeds(rig, wes, envelope('w-1', 'BROADCAST', { message: 'from here' }), 'w-1');
  const here = { type: 'BROADCAST', message: 'from here', from: 'wes' } as const;
  const everyOther = 'A BROADCAST is for every other connection, also one of the same user: that is another window.';
  heardRelayed([wesToo], [long, psst, hello, here], everyOther);
  heardRelayed([ana], [long, here], everyOther);
}

async function garbage(rig: Rig): Promise<void> {
  // 1. wes listens to everything that there is.
  const wes = await connect(rig, 'wes');
  await succeeds(rig, wes, envelope(1, 'SUBSCRIBE', { channels: ['rules', 'channel-0'] }), 1);
  // 2. Each wrong message, on a connection of its own: one ERROR, and the connection goes on.
  for (const wrong of wrongMessages) {
    const ana = await connect(rig, 'ana');
    await fails(rig, ana, wrong);
    await succeeds(rig, ana, envelope('after', 'SUBSCRIBE', { channels: ['rules'] }), 'after');
    await ana.client.link.cut();
  }
  // 3. What is right in a wrong message is not done either, and an ERROR has no id of another message.
  const eve = await connect(rig, 'eve');
  await fails(rig, eve, halfRight);
  await publish(rig, 'half', { type: 'ALERT', payload: {} });
  heardPublished(
    [eve],
    [],
    'A message is carried out as a whole, or not at all: who is told that it failed will send it again.',
  );
  await succeeds(rig, eve, envelope('fine', 'SUBSCRIBE', { channels: ['rules'] }), 'fine');
  if (fiveKinds[0]) await fails(rig, eve, fiveKinds[0]);
  // 4. wes has heard of none of them.
  expectSilence(
    [wes.client],
    { type: 'ERROR' },
    'ERROR',
    'What is wrong with a message is between its sender and the server.',
  );
  heardRelayed([wes], [], 'A message that was refused must not be carried out.');
  heardPublished([wes], [], 'A message that was refused must not be carried out.');
}

async function serverOnlyTypes(rig: Rig): Promise<void> {
  // 1. wes is subscribed, and hears what the rule engine says.
  const wes = await connect(rig, 'wes');
  await succeeds(rig, wes, envelope(1, 'SUBSCRIBE', { channels: ['rules'] }), 1);
  const why = 'Whoever can send a result can make one up: only the rule engine says what it decided.';
  const real = [...OWN_TYPES].map((type) => ({ type: String(type), payload: { rule: 'R-12', passed: false } }));
  for (const message of real) await publish(rig, 'rules', message);
  heardPublished([wes], real, 'Each of the five types is delivered as it was published.');
  // 2. A client sends each of them, dressed up as best it can, with the payloads of the client's own types too.
  for (const type of OWN_TYPES) {
    const ana = await connect(rig, 'ana');
    for (const payload of [
      { rule: 'R-12', passed: true, channel: 'rules' },
      { channels: ['rules'], to: 'wes', message: 'approved' },
    ]) {
      const data = envelope('f-1', String(type), payload, { channel: 'rules', ...FORGERY });
      await fails(rig, ana, { name: JSON.stringify(data), data, codes: ['FORBIDDEN_TYPE'], id: 'f-1' });
    }
    await succeeds(rig, ana, envelope(2, 'SUBSCRIBE', { channels: ['rules'] }), 2);
    // 3. Nothing of it has reached wes, nor ana herself.
    heardPublished([wes], real, why);
    heardPublished([ana], [], why);
    heardRelayed([wes], [], why);
  }
}

async function cleanRelay(rig: Rig): Promise<void> {
  const ana = await connect(rig, 'ana');
  const bo = await connect(rig, 'bo');
  const zoe = await connect(rig, 'Zoë & co');
  // 1. Every field that can be forged is; the text has what JSON must escape.
  const text = '"quotes" \\ & <b>ümläute</b>  \u{1f4c8}';
  await succeeds(rig, ana, envelope(1, 'BROADCAST', { message: text, ...FORGERY }, FORGERY), 1);
  await succeeds(rig, zoe, envelope(2, 'DIRECT', { to: 'bo', message: text, ...FORGERY }, FORGERY), 2);
  const own =
    '{"v":1,"id":3,"type":"BROADCAST","payload":{"message":"last","__proto__":{"from":"the-board-of-directors"}}}';
  await succeeds(rig, zoe, own, 3);
  // 2. Who receives it knows who sent it, and learns nothing that the sender made up.
  const why =
    'Identity comes from the connection. A relay that is built anew, field by field, cannot pass on what a client made up.';
  heardRelayed(
    [bo],
    [
      { type: 'BROADCAST', message: text, from: 'ana' },
      { type: 'DIRECT', message: text, from: 'Zoë & co' },
      { type: 'BROADCAST', message: 'last', from: 'Zoë & co' },
    ],
    why,
  );
  // 3. A forged name changes nothing for later messages either, and ana got no mail for bo.
  await succeeds(rig, bo, envelope(4, 'DIRECT', { to: 'ana', message: ' who was that?\n' }), 4);
  heardRelayed(
    [ana],
    [
      { type: 'BROADCAST', message: 'last', from: 'Zoë & co' },
      { type: 'DIRECT', message: ' who was that?\n', from: 'bo' },
    ],
    why,
  );
}

async function sizeAndType(rig: Rig): Promise<void> {
  const wes = await connect(rig, 'wes');
  // 1. Exactly 64 KiB is a message like any other.
  const ana = await connect(rig, 'ana');
  await succeeds(rig, ana, exactly64KiB('edge'), 'edge', 'a message of exactly 65,536 bytes');
  // 2. One byte more is not: in one frame, in fragments, and in characters of which few make many bytes.
  for (const { name, send } of tooLarge) await closesWith(rig, 1009, name, send);
  const bytes = await connect(rig, 'bo');
  bytes.client.send(MANY_BYTES);
  await expectClosed(
    bytes.client,
    1009,
    'bo sends 30,000 characters of three bytes each',
    'The limit is in bytes: memory is.',
  );
  // 3. A binary message is no message, whatever is in it.
  for (const payload of ['{"v":1,"id":1,"type":"SUBSCRIBE","payload":{"channels":["rules"]}}', '']) {
    await closesWith(rig, 1003, `a binary message of ${payload.length} bytes`, [frames.binary(payload)]);
  }
  // 4. Nobody else has noticed.
  for (const who of [wes, ana])
    await succeeds(rig, who, envelope('still', 'SUBSCRIBE', { channels: ['rules'] }), 'still');
  heardRelayed([wes], [], 'What was refused for its size or its type must not be carried out.');
}

async function fiveStrikes(rig: Rig): Promise<void> {
  const [json, version, type, payload, forbidden] = fiveKinds;
  if (!json || !version || !type || !payload || !forbidden) throw new Error('There are five kinds of failures.');
  const ana = await connect(rig, 'ana');
  const anaToo = await connect(rig, 'ana', 'ana (tab 2)');
  const bo = await connect(rig, 'bo');
  const ok = (id: Id) => envelope(id, 'SUBSCRIBE', { channels: ['rules'] });
  // 1. Four failures of four kinds, with successes in between, and failures of others.
  await fails(rig, ana, json);
  await fails(rig, bo, json);
  await succeeds(rig, ana, ok(1), 1);
  await fails(rig, ana, version);
  await fails(rig, anaToo, type);
  await fails(rig, bo, payload);
  await fails(rig, ana, type);
  await succeeds(rig, ana, ok(2), 2);
  await fails(rig, ana, forbidden);
  await succeeds(rig, ana, ok(3), 3);
  // 2. The fifth closes, whatever it is; the counts of others, and of the user's other tab, are their own.
  ana.client.send(payload.data);
  const why = 'A peer that is wrong again and again costs everybody else: after five failures it is shown the door.';
  await expectClosed(ana.client, 1008, 'ana sends her fifth wrong message', why);
  await succeeds(rig, anaToo, ok(4), 4);
  for (const wrong of [version, forbidden]) await fails(rig, bo, wrong);
  await succeeds(rig, bo, ok(5), 5);
  // 3. Who comes back begins at zero. Five times the same is five failures, also all at once.
  const back = await connect(rig, 'ana', 'ana (again)');
  for (let n = 1; n <= 4; n++) await fails(rig, back, type);
  await succeeds(rig, back, ok(6), 6);
  const dan = await connect(rig, 'dan');
  await rig.together(...Array.from({ length: 5 }, () => () => dan.client.send(json.data)));
  await expectClosed(dan.client, 1008, 'dan sends five wrong messages at once', why);
  bo.client.send(json.data);
  await expectClosed(bo.client, 1008, 'bo sends his fifth wrong message', why);
}

const lesson = (section: string) => `message-contracts#${section}`;

export const checks: readonly Check[] = [
  {
    id: 'E5.1',
    title: 'What is right is acknowledged and done',
    points: 15,
    lesson: lesson('envelope'),
    run: acknowledged,
  },
  {
    id: 'E5.2',
    title: 'Garbage is refused politely',
    points: 25,
    lesson: lesson('validate-like-http-input'),
    run: garbage,
  },
  {
    id: 'E5.3',
    title: 'Only the server speaks for the server',
    points: 15,
    lesson: lesson('common-pitfalls'),
    run: serverOnlyTypes,
  },
  { id: 'E5.4', title: 'Relays carry nothing forged', points: 20, lesson: lesson('common-pitfalls'), run: cleanRelay },
  { id: 'E5.5', title: 'Size and type', points: 15, lesson: lesson('errors-are-messages'), run: sizeAndType },
  { id: 'E5.6', title: 'Five strikes', points: 10, lesson: lesson('errors-are-messages'), run: fiveStrikes },
];

export default checks;
