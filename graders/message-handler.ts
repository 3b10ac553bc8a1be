/** The checks of E5, the Regulens message handler. Their vocabulary stands in message-handler/. */
import type { Check } from '../src/rig/check.ts';
import { frames } from '../src/rig/frames.ts';
import { expectClosed, expectSilence } from '../src/rig/matchers.ts';
import type { Rig } from '../src/rig/rig.ts';
import {
  asAWhole,
  channelsAreSeparate,
  holdsAtOnce,
  NAMES,
  tabsAreTwo,
  twoAtOnce,
} from './message-handler/delivery.ts';
import { fails } from './message-handler/failures.ts';
import { fiveKinds, longNoise, longType, rightMessages, wrongMessages } from './message-handler/garbage.ts';
import { closesWith, exactly64KiB, MANY_BYTES, tooLarge } from './message-handler/limits.ts';
import { connect, envelope, IDS, isServed, sessionsDiffer, succeeds } from './message-handler/people.ts';
import { reachesAll, relaysReach, textAlone, toNobody } from './message-handler/reach.ts';
import {
  alertOn,
  FORGED,
  FORGERY,
  heardPublished,
  heardRelayed,
  OWN_TYPES,
  publish,
  publishHalf,
  type Relayed,
} from './message-handler/relays.ts';
import { fifthCloses, fiveAtOnce } from './message-handler/strikes.ts';

async function acknowledged(rig: Rig): Promise<void> {
  // 1. Four connections, two of them of one user, each with a session of its own; bo was here before.
  const earlier = await connect(rig, 'bo', 'bo (earlier)');
  const ana = await connect(rig, 'ana');
  await earlier.client.link.cut();
  await rig.settle();
  const bo = await connect(rig, 'bo');
  const wes = await connect(rig, 'wes');
  const wesToo = await connect(rig, 'wes', 'wes (tab 2)');
  sessionsDiffer([ana, bo, wes, wesToo, earlier]);
  // 2. Whatever is right is acknowledged once, with the very id that came.
  for (const id of IDS) await succeeds(rig, ana, envelope(id, 'SUBSCRIBE', { channels: ['rules', `by ${id}`] }), id);
  await succeeds(rig, bo, envelope('b-1', 'SUBSCRIBE', { channels: NAMES }), 'b-1');
  for (const { name, message } of rightMessages) await succeeds(rig, bo, message('b-2'), 'b-2', name);
  // 3. It is also done: what is published reaches the subscribers of that very channel, once.
  const { toAna, toBo } = await channelsAreSeparate(rig, { ana, bo, others: [wes, wesToo] });
  // 4. Until they unsubscribe, from those channels that they name. An ACK says that it is done.
  await succeeds(rig, ana, envelope('a-9', 'UNSUBSCRIBE', { channels: ['rules', 'by 7'] }), 'a-9');
  for (const channel of ['rules', 'by 7', 'by m-17', 'channel-49']) await publish(rig, channel, alertOn(channel));
  const ends = 'UNSUBSCRIBE ends the subscriptions that it names, and no others.';
  heardPublished([ana], [...toAna, alertOn('by m-17')], ends);
  heardPublished([bo], [...toBo, alertOn('channel-49')], ends);
  await holdsAtOnce(rig);
  // 5. As many messages as two people can send in one moment are answered, each to its sender.
  await twoAtOnce(rig, [ana, bo]);
  // 6. Two connections of one user are two subscribers.
  await tabsAreTwo(rig, wes, wesToo);
  // 7. A DIRECT reaches each connection of its user and nobody else, a BROADCAST everybody else.
  await relaysReach(rig, { ana, bo, wes, wesToo });
  // 8. One to somebody who is not there is answered too, once, with an ACK or an ERROR.
  await toNobody(rig, ['nobody', 'wesley', 'error']);
}

async function garbage(rig: Rig): Promise<void> {
  // 1. wes listens to everything that there is; ana has another tab.
  const wes = await connect(rig, 'wes');
  const tab = await connect(rig, 'ana', 'ana (tab 2)');
  await succeeds(rig, wes, envelope(1, 'SUBSCRIBE', { channels: ['rules', 'channel-0'] }), 1);
  // 2. Each wrong message, on a connection of its own: one ERROR, and the connection goes on.
  for (const wrong of wrongMessages) {
    const ana = await connect(rig, 'ana');
    await fails(rig, ana, wrong);
    await isServed(rig, ana, 'after');
    await ana.client.link.cut();
  }
  // 3. What is right in a wrong message is not done either, and an ERROR has no id of another message.
  const eve = await connect(rig, 'eve');
  await asAWhole(rig, eve);
  await isServed(rig, eve, 'fine');
  await fails(rig, eve, fiveKinds[0]);
  // 4. wes has heard of none of them, nor has ana's other tab.
  const between = 'What is wrong with a message is between its sender and the server.';
  expectSilence([wes.client, tab.client], { type: 'ERROR' }, 'ERROR', between);
  heardRelayed([wes], [], 'A message that was refused must not be carried out.');
  heardPublished([wes], [], 'A message that was refused must not be carried out.');
}

/** What the rule engine may publish, also what an "or" takes for nothing. */
const PAYLOADS: readonly unknown[] = [
  { rule: 'R-12', report: '→'.repeat(20_000) },
  0,
  null,
  '',
  ['R-12', false],
  false,
  '{"rule":"R-12"}',
];

async function serverOnlyTypes(rig: Rig): Promise<void> {
  // 1. wes is subscribed, and hears what the rule engine says.
  const wes = await connect(rig, 'wes');
  await succeeds(rig, wes, envelope(1, 'SUBSCRIBE', { channels: ['rules'] }), 1);
  const why = 'Whoever can send a result can make one up: only the rule engine says what it decided.';
  const types = [...OWN_TYPES].map(String);
  const real = PAYLOADS.map((payload, n) => ({ type: types[n % types.length] ?? 'ALERT', payload }));
  for (const message of real) await publish(rig, 'rules', message);
  heardPublished([wes], real, 'Each of the five types is delivered as it was published, whatever JSON its payload is.');
  // 2. A client sends each of them, dressed up as best it can, with the payloads of the client's own types too.
  for (const type of OWN_TYPES) {
    const ana = await connect(rig, 'ana');
    const result = { rule: 'R-12', passed: true };
    const codes = ['FORBIDDEN_TYPE'] as const;
    for (const [name, data] of [
      [`the type "${type}"`, envelope('f-1', String(type), result)],
      [
        `the type "${type}", and claims in other fields to be somebody else`,
        envelope('f-1', String(type), { ...result, channel: 'rules' }, { channel: 'rules', ...FORGERY }),
      ],
      [
        `the type "${type}", with the fields of the client's own types`,
        envelope(
          'f-1',
          String(type),
          { channels: ['rules'], to: 'wes', message: 'approved' },
          { channel: 'rules', ...FORGERY },
        ),
      ],
    ] as const) {
      await fails(rig, ana, { name, data, codes, id: 'f-1' });
    }
    await succeeds(rig, ana, envelope(2, 'SUBSCRIBE', { channels: ['rules'] }), 2);
    // 3. Nothing of it has reached wes, nor ana herself.
    heardPublished([wes], real, why);
    heardPublished([ana], [], why);
    heardRelayed([wes], [], why);
  }
  // 4. What the rule engine began to say and did not end is nothing.
  await publishHalf(rig, 'rules', { type: 'ALERT', payload: { begun: true } });
  heardPublished([wes], real, 'Who goes before a body is whole has published nothing.');
}

/** What a URL encodes and JSON escapes, and what looks as if it were encoded still. */
const ZOE = ' Zoe\u0308 & co = "%41" \\';

const FORGED_FROM =
  'Identity comes from the connection: it is what the query said, to the character. A relay that is built anew, field by field, with the text as it came, cannot pass on what a client made up.';

async function cleanRelay(rig: Rig): Promise<void> {
  const ana = await connect(rig, 'ana');
  const bo = await connect(rig, 'bo');
  const zoe = await connect(rig, ZOE);
  // 1. ana claims to be somebody else.
  const hi: Relayed = { type: 'BROADCAST', message: 'hi', from: 'ana' };
  await succeeds(rig, ana, envelope(0, 'BROADCAST', { message: hi.message, from: FORGED }), 0);
  heardRelayed([bo], [hi], FORGED_FROM);
  // 2. Every field that can be forged is, also where nothing is relayed; the text has what JSON must escape.
  const text = '"quotes" $& \\ & <b>ümläute</b>  \u{1f4c8}';
  for (const who of [ana, zoe]) {
    await succeeds(rig, who, envelope('s', 'SUBSCRIBE', { channels: ['rules'], ...FORGERY }, FORGERY), 's');
  }
  await succeeds(rig, ana, envelope(1, 'BROADCAST', { message: text, ...FORGERY }, FORGERY), 1);
  await succeeds(rig, zoe, envelope(2, 'DIRECT', { to: 'bo', message: text, ...FORGERY }, FORGERY), 2);
  const own =
    '{"v":1,"id":3,"type":"BROADCAST","payload":{"message":"last","__proto__":{"from":"the-board-of-directors"}}}';
  await succeeds(rig, zoe, own, 3);
  // 3. Who receives it knows who sent it, and learns nothing that the sender made up.
  const first: Relayed = { type: 'BROADCAST', message: text, from: 'ana' };
  const toBo: Relayed = { type: 'DIRECT', message: text, from: ZOE };
  const last: Relayed = { type: 'BROADCAST', message: 'last', from: ZOE };
  heardRelayed([bo], [hi, first, toBo, last], FORGED_FROM);
  // 4. A forged name changes nothing for later messages either, and ana got no mail for bo.
  const who: Relayed = { type: 'DIRECT', message: ' who was that?\r\n', from: 'bo' };
  await succeeds(rig, bo, envelope(4, 'DIRECT', { to: 'ana', message: who.message }), 4);
  heardRelayed([ana], [last, who], FORGED_FROM);
  // 5. A text arrives character by character, and whom it was for is not passed on either.
  await textAlone(rig, bo, ana, [last, who]);
}

async function sizeAndType(rig: Rig): Promise<void> {
  const earlier = await connect(rig, 'zoe', 'zoe (earlier)');
  const wes = await connect(rig, 'wes');
  // 1. Exactly 64 KiB is a message like any other.
  const ana = await connect(rig, 'ana');
  await succeeds(rig, ana, exactly64KiB('edge'), 'edge', 'a message of exactly 65,536 bytes');
  // 2. One byte more is not: in one frame, in fragments, and in characters of which few make many bytes.
  for (const { name, send } of tooLarge) await closesWith(rig, 1009, name, send);
  const bytes = await connect(rig, 'bo');
  const zoe = await connect(rig, 'zoe');
  const tab = await connect(rig, 'mallory', 'mallory (tab 2)');
  await earlier.client.link.cut();
  await rig.settle();
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
  const inTwo = [frames.binary('{"v":1,', { fin: false }), frames.continuation('"id":1}')];
  await closesWith(rig, 1003, 'a binary message in two fragments', inTwo);
  // 4. Nobody else has noticed, nor one who comes after those who have gone, or whose Close frames nobody has answered yet.
  for (const who of [wes, ana, zoe, tab]) await isServed(rig, who, 'still');
  heardRelayed([wes], [], 'What was refused for its size or its type must not be carried out.');
  await reachesAll(rig, ana, [wes, zoe], tab);
}

const HOUR_MS = 3_600_000;
const AN_HOUR_LATER =
  'An hour has gone by since the SUBSCRIBE was acknowledged, and nobody has said anything. A subscription holds until it is taken back, and so does a connection.';

async function fiveStrikes(rig: Rig): Promise<void> {
  const [json, version, type, payload, forbidden] = fiveKinds;
  const ana = await connect(rig, 'ana');
  const anaToo = await connect(rig, 'ana', 'ana (tab 2)');
  const bo = await connect(rig, 'bo');
  // 1. Four failures of four kinds, with successes in between, and failures of others.
  await fails(rig, ana, json);
  await fails(rig, bo, json);
  await isServed(rig, ana, 1);
  await fails(rig, ana, version);
  await fails(rig, anaToo, type);
  await fails(rig, bo, payload);
  await fails(rig, ana, type);
  await isServed(rig, ana, 2);
  await fails(rig, ana, forbidden);
  await isServed(rig, ana, 3);
  // 2. An hour in which nobody says anything takes nothing back, neither a subscription nor a failure.
  await rig.clock.advance(HOUR_MS);
  await publish(rig, 'rules', alertOn('rules'));
  heardPublished([ana], [alertOn('rules')], AN_HOUR_LATER);
  // 3. The fifth closes, whatever it is; the counts of others, and of the user's other tab, are their own.
  await fifthCloses(ana, 'her', payload, ', an hour after the fourth');
  await isServed(rig, anaToo, 4);
  for (const wrong of [version, forbidden]) await fails(rig, bo, wrong);
  await isServed(rig, bo, 5);
  // 4. Who comes back begins at zero. Five times the same is five failures, also all at once, and however long they are.
  const back = await connect(rig, 'ana', 'ana (again)');
  for (let n = 1; n <= 4; n++) await fails(rig, back, type);
  await isServed(rig, back, 6);
  await fiveAtOnce(rig, 'dan', longNoise);
  await fifthCloses(bo, 'his', longType);
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
