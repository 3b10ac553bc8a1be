/** The checks of E4, the Corporate Communications Hub. Their vocabulary, and the last check, stand in communications-hub/. */
import type { Check } from '../src/rig/check.ts';
import type { Rig } from '../src/rig/rig.ts';
import { roomHolds } from './communications-hub/api.ts';
import {
  breakOff,
  closePage,
  garbles,
  joinsAndCloses,
  lastOnesOut,
  leavesAndCloses,
  leftOnce,
} from './communications-hub/exits.ts';
import {
  AWKWARD_NAME,
  badMessages,
  FORGED,
  JOINED_NAMES,
  JOINED_ROOMS,
  LONG,
  lookalikeRooms,
  ODD_TEXTS,
  unknownDepartments,
  unknownPeople,
} from './communications-hub/inputs.ts';
import { comesAndGoes, hasLeft, inAHurry, neverJoined } from './communications-hub/membership.ts';
import { monitoring } from './communications-hub/monitoring.ts';
import {
  enter,
  enterAll,
  enterLingering,
  enterRoom,
  GRACE,
  join,
  joinAll,
  nobodyIs,
  type Saying,
  say,
  visit,
} from './communications-hub/people.ts';
import {
  leavesFromOnlyTab,
  onlyMembersKnow,
  presenceIs,
  presentAfterReload,
  seesMembers,
} from './communications-hub/presence.ts';
import { doorClosed, errorComes, onlyObjects, welcomed } from './communications-hub/replies.ts';
import {
  deptReaches,
  dmFails,
  dmReaches,
  saidAmidTrouble,
  saidInOneOrder,
  saidToMembersOnly,
  saidUnchanged,
  sayReaches,
  spreadOutReaches,
} from './communications-hub/talk.ts';

async function roomIsolation(rig: Rig): Promise<void> {
  // 1. Three members in each of three rooms whose names are easily mixed up; gus is in two rooms, ola in none.
  const people = await enterAll(rig, {
    sales: ['ana', 'dan', 'hal', 'gus'],
    engineering: ['bo', 'eve', 'ida', 'kim'],
    hr: ['cleo', 'finn', 'jo', 'ola'],
  });
  const arrivals = await joinAll(people, lookalikeRooms);
  const everyone = [...people.values()];
  // 2. In every room each member speaks, first one by one; lou looks in; then all speak in the same moment, every other one at length.
  const speakers = everyone.flatMap((by) => [...by.rooms].map((room) => ({ by, room })));
  const sayings = speakers.map(({ by, room }) => say(by, room, `${by.name} says hello in ${room}`));
  await rig.settle();
  const lou = await enter(rig, 'lou', 'sales');
  for (const room of lookalikeRooms.keys()) await visit(rig, lou, room);
  for (const text of ODD_TEXTS) await saidUnchanged(rig, everyone, 'eng', text);
  const interrupt = ({ by, room }: Omit<Saying, 'text'>, length: number) =>
    sayings.push(say(by, room, `${by.name} interrupts in ${room}`.padEnd(length, ' – äöü…')));
  await rig.together(...speakers.map((speaker, n) => () => interrupt(speaker, n % 2 === 0 ? LONG : 0)));
  await rig.settle();
  // 3. Each word reached the members of its room, once, in one order, and nobody else.
  saidToMembersOnly(everyone, sayings);
  for (const room of lookalikeRooms.keys()) {
    saidInOneOrder(everyone, room);
    onlyMembersKnow(everyone, room);
  }
  // 4. Everyone was welcomed under their own name; who joined was told who is there. Nobody received anything but messages.
  welcomed([...everyone, lou]);
  onlyObjects(everyone);
  for (const arrival of arrivals) seesMembers(arrival);
}

async function membership(rig: Rig): Promise<void> {
  // 1. ana and bo are in ops. carl has never joined: he can neither speak there nor leave.
  const ana = await enterRoom(rig, 'ana', 'sales', 'ops');
  const bo = await enterRoom(rig, 'bo', 'hr', 'ops');
  const carl = await enter(rig, 'carl', 'sales');
  await neverJoined(rig, carl, [ana, bo]);
  // 2. As a member he can speak. Once he has left he cannot, however often he joined, and what is said from then on is not for him.
  for (const room of ['eng', 'ops']) await join(carl, room);
  carl.client.send({ type: 'join', room: 'ops' });
  await sayReaches(rig, [ana, bo, carl], carl, 'ops', 'from inside');
  await spreadOutReaches(rig, [ana, bo, carl], carl, 'ops');
  await hasLeft(rig, carl, [ana, bo]);
  // 3. None of the refused messages was announced. When he comes back, goes again and is back once more, all of that is.
  await comesAndGoes(rig, carl, 'ops', bo);
  // 4. What nobody can understand is answered, and harms nobody. Nothing that was refused has taken a number.
  for (const { message, codes, because } of badMessages)
    await errorComes(rig, bo, message, codes, because, [ana, carl]);
  await sayReaches(rig, [ana, bo, carl], bo, 'ops', 'after all that');
  saidInOneOrder([ana, bo], 'ops');
  // 5. What comes in one moment is carried out too: a join and a word behind it, and three joins of a new room.
  await inAHurry(rig, carl, [ana, bo, carl]);
}

async function departmentsAndDirectMessages(rig: Rig): Promise<void> {
  // 1. Two people in each department; sam sits at two tabs and is in a room. Rooms that are called like a department
  // and like a person are rooms all the same: nobody was in them, and hal, who joins them, gets no mail for sales or sam.
  const ana = await enter(rig, 'ana', 'sales');
  const sam = await enter(rig, 'sam', 'sales');
  const samToo = await enter(rig, 'sam', 'sales', 'sam (tab 2)');
  const eve = await enter(rig, 'eve', 'engineering');
  const zoe = await enter(rig, AWKWARD_NAME, 'engineering', 'zoe');
  const hal = await enter(rig, 'hal', 'hr');
  const ida = await enter(rig, 'ida', 'hr');
  const everyone = [ana, sam, samToo, eve, zoe, hal, ida];
  await join(sam, 'ops', FORGED);
  for (const room of ['sales', 'sam']) seesMembers(await join(hal, room));
  // 2. A department message reaches the rest of the sender's own department, whatever it claims.
  await deptReaches(rig, everyone, ana, [sam, samToo]);
  await deptReaches(rig, everyone, eve, [zoe]);
  await deptReaches(rig, everyone, ida, [hal]);
  welcomed([zoe]);
  // 3. A direct message reaches every tab of one person, in whatever department, and nobody else.
  await dmReaches(rig, everyone, ana, [sam, samToo]);
  await dmReaches(rig, everyone, eve, [ida]);
  await dmReaches(rig, everyone, hal, [zoe]);
  for (const room of ['sales', 'sam']) await sayReaches(rig, [hal, ana, sam, samToo], hal, room, `only in ${room}`);
  for (const to of unknownPeople) await dmFails(rig, ana, to, 'psst', nobodyIs(to), everyone);
  // 4. In a room, too, people appear under the name they connected with.
  await join(ana, 'ops', FORGED);
  await sayReaches(rig, [ana, sam, eve, hal], ana, 'ops', 'it is really me', FORGED);
  saidInOneOrder([ana, sam], 'ops');
  presenceIs(sam, 'ana', 'ops', ['join'], 'Presence that a message can forge says nothing about who is there.');
  // 5. There are no other departments.
  for (const department of unknownDepartments) await doorClosed(rig, department);
}

async function cleanup(rig: Rig): Promise<void> {
  // 1. wes watches three rooms. Four others are in all of them, vic is in none. Rooms and names joined to a key collide.
  const rooms = JOINED_ROOMS;
  const wes = await enter(rig, 'wes', 'hr');
  const mia = await enter(rig, 'mia', 'sales');
  const ned = await enter(rig, JOINED_NAMES.colon, 'engineering', 'ned');
  const ola = await enter(rig, JOINED_NAMES.hyphen, 'hr', 'ola');
  const pat = await enter(rig, 'pat', 'sales');
  const vic = await enter(rig, 'vic', 'sales');
  for (const room of rooms) {
    for (const tab of [wes, mia, ned, ola, pat]) await join(tab, room);
  }
  // 2. Each goes in another way: a leave just before a Close frame, a reset, the end of the stream, and a Close frame.
  // ned, who joins again before he goes, calls off nobody's leave. uma closes before her join can have been answered.
  await leavesAndCloses(rig, pat, rooms, wes);
  await mia.client.link.cut();
  await rig.clock.advance(100);
  ned.client.send({ type: 'join', room: 'ops' });
  await vic.client.link.cut();
  await ned.client.link.fin();
  ola.client.startClose(1000);
  await joinsAndCloses(rig, 'uma', 'attic');
  await rig.clock.advance(GRACE);
  // 3. wes has heard each of them leave each room once, and is alone in all three.
  leftOnce(wes, [mia, ned, ola, pat], rooms);
  for (const room of rooms) await roomHolds(rig, room, ['wes']);
  await roomHolds(rig, 'attic', []);
  for (const to of ['mia', 'vic']) await dmFails(rig, wes, to, 'back soon?', `${to} has gone`);
  const xia = await enter(rig, 'xia', 'hr');
  seesMembers(await join(xia, 'ops'), ['wes']);
  // 4. The last one out, by a leave, then by a reset, takes the room along: the next to join finds nobody there.
  await lastOnesOut(rig, wes, xia, rooms);
}

async function twoTabs(rig: Rig): Promise<void> {
  // 1. Of ana's two tabs one joins the attic, and leaves it. When both and a third join ops, bo hears of it once, and she not at all.
  const bo = await enter(rig, 'bo', 'hr');
  const ana = await enter(rig, 'ana', 'sales', 'ana (tab 1)');
  const anaToo = await enter(rig, 'ana', 'sales', 'ana (tab 2)');
  await join(anaToo, 'cellar');
  await leavesFromOnlyTab(rig, ana, bo, 'attic');
  const anaThree = await enter(rig, 'ana', 'sales', 'ana (tab 3)');
  for (const tab of [bo, ana, anaToo, anaThree]) await join(tab, 'ops');
  await rig.settle();
  const perPerson = 'A second tab is no second arrival, and whoever closes one of two tabs is still here.';
  presenceIs(bo, 'ana', 'ops', ['join'], perPerson);
  for (const tab of [ana, anaToo, anaThree]) presenceIs(tab, 'ana', 'ops', [], 'Presence is for the other members.');
  // 2. Lists name her once; what is said reaches all tabs, once each, also after joining a second time from one tab.
  const cleo = await enter(rig, 'cleo', 'sales');
  seesMembers(await join(cleo, 'ops'), ['ana', 'bo']);
  bo.client.send({ type: 'join', room: 'ops' });
  await sayReaches(rig, [ana, anaToo, anaThree, bo, cleo], cleo, 'ops', 'hello to all tabs');
  presenceIs(cleo, 'bo', 'ops', [], perPerson);
  await roomHolds(rig, 'ops', ['ana', 'bo', 'cleo']);
  // 3. Two of her tabs break: nobody hears of it, and the third goes on.
  await breakOff(rig, anaThree);
  presenceIs(bo, 'ana', 'ops', ['join'], perPerson);
  await breakOff(rig, ana);
  presenceIs(bo, 'ana', 'ops', ['join'], perPerson);
  await roomHolds(rig, 'ops', ['ana', 'bo', 'cleo']);
  await sayReaches(rig, [anaToo, bo, cleo], anaToo, 'ops', 'from my other tab');
  // 4. The other closes: now she has left, once.
  await closePage(rig, anaToo);
  presenceIs(bo, 'ana', 'ops', ['join', 'leave'], perPerson);
  await roomHolds(rig, 'ops', ['bo', 'cleo']);
  // 5. She comes back and reloads the page: after that she is present.
  await presentAfterReload(rig, 'ana', bo, 'ops');
  await roomHolds(rig, 'ops', ['ana', 'bo', 'cleo']);
}

async function fanOutSurvives(rig: Rig): Promise<void> {
  // 1. Four members and, between them, two whose connections will linger between their Close frame and the end of TCP.
  const ana = await enterRoom(rig, 'ana', 'sales', 'ops');
  const closeYan = await enterLingering(rig, 'yan', 'sales', 'ops');
  const bo = await enterRoom(rig, 'bo', 'sales', 'ops');
  const closeZed = await enterLingering(rig, 'zed', 'sales', 'ops');
  const alive = [ana, bo, await enterRoom(rig, 'cleo', 'sales', 'ops'), await enterRoom(rig, 'dan', 'sales', 'ops')];
  const yanToo = await enter(rig, 'yan', 'sales', 'yan (tab 2)');
  // 2. What is said, what a department is told and what yan is told passes them by and reaches all the others.
  await closeYan();
  await dmReaches(rig, alive, ana, [yanToo]);
  await sayReaches(rig, alive, ana, 'ops', 'past the closing one');
  await closeZed();
  await deptReaches(rig, alive, ana, alive.slice(1));
  // 3. Somebody sends what is no frame: the others do not notice.
  await garbles(rig);
  await sayReaches(rig, alive, ana, 'ops', 'after what was no frame');
  // 4. Four times, in an order drawn by lot: one connection is reset and one closes while ana speaks.
  for (const round of [1, 2, 3, 4]) {
    alive.push(await saidAmidTrouble(rig, ana, 'ops', alive, round));
  }
}

const lesson = (section: string) => `rooms-departments-presence#${section}`;

export const checks: readonly Check[] = [
  { id: 'E4.1', title: 'Rooms are separate', points: 20, lesson: lesson('two-indexes'), run: roomIsolation },
  { id: 'E4.2', title: 'Only members take part', points: 10, lesson: lesson('common-pitfalls'), run: membership },
  {
    id: 'E4.3',
    title: 'Departments and direct messages',
    points: 15,
    lesson: lesson('identity-comes-from-the-connection'),
    run: departmentsAndDirectMessages,
  },
  { id: 'E4.4', title: 'Whoever goes leaves nothing behind', points: 20, lesson: lesson('two-indexes'), run: cleanup },
  { id: 'E4.5', title: 'Two tabs are one person', points: 15, lesson: lesson('presence-is-per-user'), run: twoTabs },
  {
    id: 'E4.6',
    title: 'A broadcast survives broken connections',
    points: 10,
    lesson: lesson('broadcast'),
    run: fanOutSurvives,
  },
  { id: 'E4.7', title: 'Monitoring and announcements', points: 10, lesson: lesson('monitoring'), run: monitoring },
];

export default checks;
