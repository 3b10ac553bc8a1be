/** The checks of E3, the leak-proof registry. Their vocabulary stands in leak-proof-registry/. */
import type { Check } from '../src/rig/check.ts';
import { Mismatch } from '../src/rig/check.ts';
import { GARBAGE, spoiled } from '../src/rig/garbage.ts';
import type { Rig } from '../src/rig/rig.ts';
import { asManyClosedAsOpened, churn, noListenerLeak } from './leak-proof-registry/churn.ts';
import { endsAfterClose, endsAt, hostilePeers, isLetGo, unmasked } from './leak-proof-registry/hostile.ts';
import { echoesInParts, echoesTheInstant } from './leak-proof-registry/parts.ts';
import {
  arrive,
  echoes,
  isRefused,
  noTimerIsLeft,
  ofType,
  statsRest,
  tickedEverySecond,
  welcomed,
} from './leak-proof-registry/peers.ts';
import { ask, askAndGo, asked, cameInTime, EXACT_TEXT, LONG_TEXT, noReplyTo } from './leak-proof-registry/replies.ts';

async function welcome(rig: Rig): Promise<void> {
  // 1. fay speaks the instant she is in, and goes. Three come, half a second apart, and are welcomed.
  await echoesTheInstant(rig, 'fay');
  const began: number[] = [];
  const clients = [];
  for (const name of ['ana', 'bo', 'cleo']) {
    clients.push(await arrive(rig, name));
    began.push(rig.clock.now());
    await rig.clock.advance(500);
  }
  welcomed(clients);
  // 2. Each of them ticks, for as long as it is there, and is answered meanwhile.
  await rig.clock.advance(5250);
  for (const [n, client] of clients.entries()) {
    tickedEverySecond(client, began[n] ?? 0, rig.clock.now());
    await echoes(rig, client, `${client.name}: ${EXACT_TEXT}`);
  }
  // 3. An echo is for whom it was sent by; a second welcome is for nobody.
  const [ana, bo] = clients;
  for (const client of [ana, bo]) if (client) noEchoOfOthers(client);
  // 4. An id that has been given is not given again. A long text comes back whole, and what is said twice comes twice.
  await ana?.close(1000);
  await rig.settle();
  const dan = await arrive(rig, 'dan');
  const left = rig.clock.now();
  clients.push(dan);
  welcomed(clients);
  for (const said of [LONG_TEXT, 'I say this twice', 'I say this twice']) await echoes(rig, dan, said);
  // 5. Who has come later than one who went still ticks.
  for (const client of clients.slice(1)) tickedEverySecond(client, left, rig.clock.now());
  // 6. A message is one, also in fragments, and a frame, also in segments.
  await echoesInParts(rig, 'eve');
}

function noEchoOfOthers(client: Awaited<ReturnType<typeof arrive>>): void {
  const [, leaked] = ofType(client, 'echo');
  if (!leaked) return;
  throw new Mismatch({
    expected: `${client.name} receives the one echo of what ${client.name} sent.`,
    received: `A second one came: ${leaked.text}.`,
    why: 'An echo goes back to where it came from, and nowhere else.',
    at: leaked.at,
  });
}

async function fourExits(rig: Rig): Promise<void> {
  const before = await rig.timers();
  // 1. Four come, one of them hostile, and each has asked for something later; wes stays.
  const wes = await arrive(rig, 'wes');
  const [ana, bo, cleo] = [await arrive(rig, 'ana'), await arrive(rig, 'bo'), await arrive(rig, 'cleo')];
  for (const client of [ana, bo, cleo]) client.send({ type: 'later', text: `for ${client.name}`, ms: 50_000 });
  await rig.settle();
  await statsRest(rig, { connections: 4, opened: 4, closed: 0 }, 'Everybody who is there is counted, once.');
  // 2. They go by a Close frame, by the end of the stream, by a reset, and by a frame that breaks the protocol; and dot
  // by a Close frame and no end of the stream.
  const went = 'Whoever goes is forgotten once, whatever the way. What ends twice has been cleaned up in two places.';
  await ana.close(1000);
  await statsRest(rig, { connections: 3, opened: 4, closed: 1 }, `A Close frame came. ${went}`);
  await bo.link.fin();
  await statsRest(rig, { connections: 2, opened: 4, closed: 2 }, `The stream ended without a Close frame. ${went}`);
  await cleo.link.cut();
  await statsRest(rig, { connections: 1, opened: 4, closed: 3 }, `The connection was reset. ${went}`);
  await endsAt(rig, { ...unmasked, asks: { type: 'later', text: 'for mallory', ms: 50_000 } });
  await statsRest(rig, { connections: 1, opened: 5, closed: 4 }, `The peer broke the protocol. ${went}`);
  await endsAfterClose(rig, 'dot');
  await statsRest(rig, { connections: 1, opened: 6, closed: 5 }, `A Close frame came, and nothing else. ${went}`);
  for (const client of [ana, bo, cleo]) await isLetGo(rig, client);
  // 3. wes, too, by a Close frame without a code. Nobody is left, and nothing of them.
  const from = rig.clock.now();
  await rig.clock.advance(3250);
  tickedEverySecond(wes, from, rig.clock.now());
  wes.startClose();
  await rig.settle();
  await statsRest(rig, { connections: 0, opened: 6, closed: 6, timers: 0 }, went);
  const all =
    'Four who were owed a reply have gone, by a Close frame, the end of the stream, a reset and a frame that breaks the protocol; and wes, who was owed none.';
  await noTimerIsLeft(rig, before, all);
}

async function hostileFrames(rig: Rig): Promise<void> {
  // 1. bo talks, while one hostile peer after the other comes.
  const bo = await arrive(rig, 'bo');
  const from = rig.clock.now();
  for (const [n, peer] of hostilePeers.entries()) {
    // Not in step with his ticks.
    await rig.clock.advance(370);
    await endsAt(rig, peer);
    await echoes(rig, bo, `still here, ${n}`);
  }
  // 2. He has not missed a tick, and is the only one left.
  tickedEverySecond(bo, from, rig.clock.now());
  await statsRest(rig, { connections: 1 }, 'A peer that broke the protocol has gone like any other.');
}

async function badJson(rig: Rig): Promise<void> {
  // 1. What is no JSON, what is JSON and no message, and what is no text: each is refused in words.
  const ana = await arrive(rig, 'ana');
  const from = rig.clock.now();
  for (const garbage of GARBAGE) {
    // A parser may accept a byte order mark (RFC 8259 §8.1); a binary message may hold JSON that it reads.
    if (typeof garbage.data === 'string' && garbage.data.startsWith('\ufeff')) continue;
    await isRefused(rig, ana, garbage, garbage.kind === 'unparsable' ? 'BAD_JSON' : 'any');
  }
  const fields = [
    ...spoiled({ type: 'echo', text: 'hi' }, ['text']),
    ...spoiled({ type: 'later', text: 'hi', ms: 5 }, ['text', 'ms']),
  ];
  for (const garbage of fields) await isRefused(rig, ana, garbage, 'any');
  const data = Buffer.from(JSON.stringify({ type: 'echo', text: 'in bytes' }));
  await isRefused(rig, ana, { name: 'an echo in a binary message', data }, 'any');
  // 2. The connection works as before, and has ticked all the time. JSON may have white space around and within it.
  await echoes(rig, ana, EXACT_TEXT);
  await echoes(rig, ana, 'This JSON begins with a line break', (message) => `\n ${JSON.stringify(message, null, 2)}\n`);
  tickedEverySecond(ana, from, rig.clock.now());
}

async function lateReply(rig: Rig): Promise<void> {
  const before = await rig.timers();
  // 1. dan asks for ten replies, and then for nonsense; three others for one each; a second later they are gone, each in another way. eve asks for nothing.
  const eve = await arrive(rig, 'eve');
  const [ana, bo, cleo] = [await arrive(rig, 'ana'), await arrive(rig, 'bo'), await arrive(rig, 'cleo')];
  const dan = await arrive(rig, 'dan');
  const since = rig.clock.now();
  ask(dan, asked);
  dan.send('{');
  await rig.clock.advance(10);
  await askAndGo(rig, { reset: ana, ended: bo, closing: cleo });
  // 2. The fourth gets all of his, in time. And later another; the server has lived through the others, and eve through eleven minutes of silence.
  await rig.clock.advance(since + 61_010 - rig.clock.now());
  cameInTime(dan, asked, since);
  const again = rig.clock.now();
  ask(dan, [{ text: 'for dan again', ms: 500 }]);
  await rig.clock.advance(10 * 60_000);
  cameInTime(dan, [{ text: 'for dan again', ms: 500 }], again);
  noReplyTo(eve);
  tickedEverySecond(eve, since, rig.clock.now());
  await echoes(rig, dan, 'still here');
  // 3. They go, he with replies outstanding, two of them with one text: nothing is left.
  await eve.link.cut();
  for (const text of ['never', 'never', '__proto__']) ask(dan, [{ text, ms: 60_000 }]);
  await rig.settle();
  await dan.link.cut();
  const why =
    'A timer that outlives its connection fires into nothing, and keeps everything it knows in memory until then.';
  await statsRest(rig, { connections: 0, opened: 5, closed: 5, timers: 0 }, why);
  await noTimerIsLeft(
    rig,
    before,
    'Everybody has gone, dan by a reset and with three replies outstanding, two of them with one text.',
  );
}

async function manyComeAndGo(rig: Rig): Promise<void> {
  const before = await rig.timers();
  // 1. Two hundred come, many at a time; half leave before they are welcomed or are refused, the rest go in every way.
  await churn(rig, 200);
  // 2. Nobody is left, and a newcomer is served.
  const nobody = 'After the rush nobody is there, nor anybody who left before the welcome.';
  asManyClosedAsOpened(await statsRest(rig, { connections: 0, timers: 0 }, nobody));
  await noListenerLeak(rig);
  const ana = await arrive(rig, 'ana');
  const from = rig.clock.now();
  await echoes(rig, ana, 'after the rush');
  await rig.clock.advance(1250);
  tickedEverySecond(ana, from, rig.clock.now());
  await ana.link.cut();
  await noTimerIsLeft(rig, before, 'Everybody has gone, half of them before they were welcomed.');
}

const lesson = (section: string) => `connection-lifecycle#${section}`;

export const checks: readonly Check[] = [
  { id: 'E3.1', title: 'Welcome, ticks and echoes', points: 10, lesson: lesson('born-open'), run: welcome },
  { id: 'E3.2', title: 'Four ways out', points: 25, lesson: lesson('errors'), run: fourExits },
  { id: 'E3.3', title: 'A hostile frame harms nobody else', points: 20, lesson: lesson('errors'), run: hostileFrames },
  { id: 'E3.4', title: 'Bad JSON is answered', points: 15, lesson: lesson('common-pitfalls'), run: badJson },
  { id: 'E3.5', title: 'A late reply to nobody', points: 15, lesson: lesson('what-send-does'), run: lateReply },
  { id: 'E3.6', title: 'Many come and go', points: 15, lesson: lesson('common-pitfalls'), run: manyComeAndGo },
];

export default checks;
