/** The checks of E7, the Regulens connection pool. Their vocabulary stands in connection-pool/. */
import type { Check } from '../src/rig/check.ts';
import type { Rig } from '../src/rig/rig.ts';
import { badHandshakes, comeAtOnce, garblesAndGoes, goesAway, letIn, turnedAway } from './connection-pool/capacity.ts';
import { comeAndGo, comeAndLeave, noTimersLeft, timersAtRest } from './connection-pool/emptiness.ts';
import {
  closedForIdleness,
  idleAfterOddities,
  justPinged,
  oddSpeakers,
  onlyPings,
} from './connection-pool/idleness.ts';
import { destroyedInTime, mutes, pingedEvery, saysGoodbye, vanish } from './connection-pool/liveness.ts';
import {
  eachExitFreesOne,
  garblerFreesOne,
  hastyAndUndoneFreeOne,
  vanishedFreesOne,
} from './connection-pool/places.ts';
import { connect, type Person, statsAre, stillOpen, until } from './connection-pool/pool.ts';
import { leaveUnanswered, visit } from './connection-pool/visitors.ts';

const MINUTE = 60_000;
const INTERVAL = 'With WEBSOCKET_HEARTBEAT_INTERVAL=5000 ';
const PASSENGERS = ['dan', 'eve', 'fay', 'gus', 'hal', 'ida', 'jon', 'kim', 'lou', 'max', 'nia', 'ola'];
/** All of these are application messages. */
const MESSAGES = [{ type: 'note', text: 'still here' }, 'not even JSON', Uint8Array.of(1, 2, 3)];

async function cadence(rig: Rig): Promise<void> {
  // 1. ana listens. ben comes later, and talks all the time; cleo sends Pings of her own.
  const ana = await connect(rig, 'ana');
  await rig.clock.advance(17_000);
  const ben = await connect(rig, 'ben');
  const cleo = await connect(rig, 'cleo');
  // 2. 150 s go by, in which all answer every Ping.
  for (let round = 0; rig.clock.now() < ben.openedAt + 150_000; round++) {
    ben.client.send(MESSAGES[round % MESSAGES.length]);
    cleo.client.ping('are you there?');
    await rig.clock.advance(6_000);
  }
  // 3. Each was sent a Ping every 30 s.
  for (const person of [ana, ben, cleo]) pingedEvery(rig, person, 30_000);
  // 4. A hundred more come, and so is each of them.
  const crowd: Person[] = [];
  for (let n = 1; n <= 100; n++) crowd.push(await connect(rig, `client ${n}`));
  await rig.clock.advance(65_000);
  for (const person of [ana, ...crowd]) pingedEvery(rig, person, 30_000);
}

async function halfOpen(rig: Rig): Promise<void> {
  // 1. Four never answer anything. One says goodbye and vanishes, one vanishes at once, one right after its first Pong, and a
  // train with twelve after 44 s.
  const ana = await connect(rig, 'ana');
  const silent = await mutes(rig);
  const goodbye = await rig.rawWebSocket('/ws', { name: 'goodbye' });
  const [ben, cleo] = [await connect(rig, 'ben'), await connect(rig, 'cleo')];
  const train: Person[] = [];
  for (const name of PASSENGERS) train.push(await connect(rig, name));
  const peers = [...silent, saysGoodbye(rig, goodbye), await vanish(rig, ben)];
  while (cleo.client.pings.length === 0 && rig.clock.now() < 32_000) await rig.clock.advance(500);
  peers.push(await vanish(rig, cleo));
  await until(rig, 44_000);
  for (const { client } of train) client.send('a tunnel!');
  const since = rig.clock.now();
  await rig.settle();
  for (const passenger of train) peers.push({ ...(await vanish(rig, passenger)), since });
  // 2. Each of them is destroyed within 65 s.
  for (const peer of peers) await destroyedInTime(rig, peer);
  // 3. They are counted as what they are, and are no longer there. ana, who answers, has noticed nothing.
  stillOpen([ana], 'answers every Ping', 'Whoever looks for the dead must not hit the living.');
  await statsAre(
    rig,
    { active: 1, peak: 20, accepted: 20, rejected: 0, timedOut: { heartbeat: 18, idle: 0 } },
    'ana is there, one has said goodbye, and eighteen have fallen silent. Who is gone must leave the numbers with the socket, once.',
  );
  pingedEvery(rig, ana, 30_000);
}

async function healthyStays(rig: Rig): Promise<void> {
  // 1. Two with a long way: their Pongs come 2 s and 2.9 s after the Pings.
  const far = await connect(rig, 'far', { afterMs: 2_000 });
  await rig.clock.advance(11_000);
  const farther = await connect(rig, 'farther', { afterMs: 2_900 });
  // 2. Some leave before they have answered a Ping.
  await leaveUnanswered(rig);
  // 3. The two say something every minute, for 20 minutes, and stay. Meanwhile 260 others come and go.
  const why =
    'Both have answered every Ping within 3 s and said something every minute: they are alive and in use. Who ends them makes the outage that was to be found.';
  for (let minute = 0; minute < 20; minute++) {
    for (const { client } of [far, farther]) client.send(MESSAGES[minute % MESSAGES.length]);
    await visit(rig, 13);
    await rig.clock.advance(MINUTE);
    stillOpen([far, farther], 'answers every Ping within 3 s', why);
    if (minute === 0) pingedEvery(rig, far, 30_000);
  }
  // 4. All that time they were pinged, and nobody was taken for anything else.
  for (const person of [far, farther]) pingedEvery(rig, person, 30_000);
  const left = 'Two have answered every Ping, and all others have left by themselves.';
  await statsAre(rig, { active: 2, accepted: 268, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } }, left);
}

async function idle(rig: Rig): Promise<void> {
  // 1. quiet answers Pings and sends some, and no message. ana has something to say after 299 s, others say odd things, twice.
  const quiet = await connect(rig, 'quiet');
  const ana = await connect(rig, 'ana');
  const odd = await oddSpeakers(rig);
  await justPinged(rig, quiet);
  for (const { say } of odd) say();
  const oddAt = rig.clock.now();
  await onlyPings(rig, quiet);
  await until(rig, ana.openedAt + 299_000);
  ana.client.send(Uint8Array.of(7));
  const said = rig.clock.now();
  // 2. quiet is closed after 300 s, and so are the others, as long after their second time.
  await closedForIdleness(rig, quiet, quiet.openedAt, 5 * MINUTE, { quiet: 'answers Pings, and has sent no message' });
  await idleAfterOddities(rig, odd, oddAt);
  const deferred = 'Any application message, text or binary, puts the end off: the time counts from the last one.';
  stillOpen([ana], 'said something 299 s after it opened', deferred);
  await statsAre(
    rig,
    { active: 1, timedOut: { heartbeat: 0, idle: 1 + odd.length } },
    'quiet and the odd ones were closed because they were idle, ana is still there.',
  );
  // 3. ana has put it off, and does so once more; then it is her turn.
  await until(rig, said + 246_900);
  stillOpen([ana], 'said something 246 s ago', deferred);
  ana.client.send('ping');
  const then = { quiet: 'has sent the message "ping", and then no application message' };
  await closedForIdleness(rig, ana, rig.clock.now(), 5 * MINUTE, then);
  await statsAre(
    rig,
    { active: 0, peak: 2 + odd.length, timedOut: { heartbeat: 0, idle: 2 + odd.length } },
    'All were closed because they were idle.',
  );
}

async function unitsAndVariables(rig: Rig): Promise<void> {
  // 1. WEBSOCKET_HEARTBEAT_INTERVAL is 5000, in ms: a Ping every 5 s.
  const ana = await connect(rig, 'ana');
  await rig.clock.advance(3_000);
  const ben = await connect(rig, 'ben');
  await until(rig, ana.openedAt + 45_000);
  for (const person of [ana, ben]) pingedEvery(rig, person, 5_000, INTERVAL);
  // 2. WEBSOCKET_CONNECTION_TIMEOUT is 60, in seconds: ana, who says nothing, is closed after a minute.
  await until(rig, ben.openedAt + 50_000);
  ben.client.send(MESSAGES[0]);
  const said = rig.clock.now();
  const set = { quiet: 'has sent no application message, with WEBSOCKET_CONNECTION_TIMEOUT=60,' };
  await closedForIdleness(rig, ana, ana.openedAt, MINUTE, set);
  // 3. And ben, who did, a minute after that.
  await closedForIdleness(rig, ben, said, MINUTE, set);
  await statsAre(
    rig,
    { active: 0, timedOut: { heartbeat: 0, idle: 2 } },
    'Both have answered every Ping, and were idle.',
  );
  // 4. far answers each Ping after 2.9 s and says something every 55 s. It stays, and is pinged more than a hundred times.
  const far = await connect(rig, 'far', { afterMs: 2_900 });
  for (let n = 0; n < 12; n++) {
    far.client.send(MESSAGES[n % MESSAGES.length]);
    await rig.clock.advance(55_000);
  }
  pingedEvery(rig, far, 5_000, INTERVAL);
}

async function capacity(rig: Rig): Promise<void> {
  // 1. What is no handshake takes no place.
  await badHandshakes(rig);
  const nobody = { active: 0, peak: 0, accepted: 0, rejected: 0, timedOut: { heartbeat: 0, idle: 0 } };
  await statsAre(rig, nobody, 'Nobody has connected yet. A handshake that fails is no connection.');
  // 2. There is room for twenty, and not for one more.
  const names = Array.from({ length: 20 }, (_, n) => `client ${n + 1}`);
  const twenty = await letIn(rig, names, 'There is room for 20 connections');
  const lingering = await turnedAway(rig, 'client 21', '20 connections of 20 are open');
  await garblesAndGoes(rig, await turnedAway(rig, 'client 22', '20 connections of 20 are open'));
  const full = { active: 20, peak: 20, accepted: 20, rejected: 2 };
  await statsAre(rig, full, 'Who is turned away is counted under "rejected" alone.');
  // 3. Whoever leaves, and in whatever way, makes room for exactly one.
  const afterExits = await eachExitFreesOne(rig, twenty);
  // 4. So does who vanishes, once it is destroyed.
  const [leaving, another, ...others] = await vanishedFreesOne(rig, afterExits);
  await goesAway(lingering);
  const alone = 'Who is turned away is counted under "rejected" alone, also one that lingers.';
  await statsAre(rig, { active: 20, accepted: 24, rejected: 5, timedOut: { heartbeat: 1, idle: 0 } }, alone);
  // 5. One sends what is no frame, and goes. The others do not notice, and the place is free.
  await leaving?.client.close(1000);
  await garblerFreesOne(rig, others);
  // 6. So does who has left before it has heard that it is in.
  await another?.client.close(1000);
  const next = await hastyAndUndoneFreeOne(rig);
  // 7. Three come at once for the last place.
  await next?.client.close(1000);
  await comeAtOnce(rig, ['rival 1', 'rival 2', 'rival 3']);
  const oneGo =
    'One of 20 places was free, three came at once, and one of them got it. Whoever looks and takes must do both in one go.';
  await statsAre(rig, { active: 20, peak: 20, rejected: 8, timedOut: { heartbeat: 1, idle: 0 } }, oneGo);
}

async function quietWhenEmpty(rig: Rig): Promise<void> {
  // 1. Five come, and each goes in another way: three leave, one vanishes, one stays until it is idle.
  await comeAndGo(rig, 1);
  const gone = { active: 0, peak: 5, accepted: 5, rejected: 0, timedOut: { heartbeat: 1, idle: 1 } };
  const why =
    'Nobody is there any more. Of every five, three have left by themselves, one of them with code 4000; one had vanished, and one was idle.';
  await statsAre(rig, gone, why);
  const before = await timersAtRest(rig);
  // 2. Then three times as many, and one more. The peak is theirs.
  await comeAndGo(rig, 3);
  const last = await connect(rig, 'last');
  await last.client.close(1000);
  await statsAre(rig, { ...gone, peak: 15, accepted: 21, timedOut: { heartbeat: 4, idle: 4 } }, why);
  // 3. Nothing that belonged to one of them goes on.
  noTimersLeft(before, await timersAtRest(rig), 16);
  // 4. Not even for as long as it would have run: twenty more come, leave, and are gone a minute later.
  await comeAndLeave(rig, 20);
  await statsAre(rig, { active: 0, peak: 20, accepted: 41 }, 'Twenty were there at once, if only for half a second.');
  noTimersLeft(before, await timersAtRest(rig), 36);
}

const lesson = (section: string) => `liveness#${section}`;

export const checks: readonly Check[] = [
  { id: 'E7.1', title: 'Cadence', points: 15, lesson: lesson('protocol-ping'), run: cadence },
  { id: 'E7.2', title: 'Half-open', points: 25, lesson: lesson('silence-is-not-death'), run: halfOpen },
  { id: 'E7.3', title: 'Healthy stays', points: 15, lesson: lesson('detection-bound'), run: healthyStays },
  { id: 'E7.4', title: 'Idle', points: 15, lesson: lesson('idle-is-not-dead'), run: idle },
  {
    id: 'E7.5',
    title: 'Units and variables',
    points: 10,
    lesson: lesson('units'),
    env: { WEBSOCKET_HEARTBEAT_INTERVAL: '5000', WEBSOCKET_CONNECTION_TIMEOUT: '60' },
    run: unitsAndVariables,
  },
  {
    id: 'E7.6',
    title: 'Capacity',
    points: 10,
    lesson: lesson('capacity'),
    env: { WEBSOCKET_MAX_CONNECTIONS: '20', WEBSOCKET_HEARTBEAT_INTERVAL: '10000' },
    run: capacity,
  },
  { id: 'E7.7', title: 'Quiet when empty', points: 10, lesson: lesson('timer-cost'), run: quietWhenEmpty },
];

export default checks;
