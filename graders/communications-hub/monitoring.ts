/** Check E4.7: what Operations sees and says over HTTP. */
import type { Rig } from '../../src/rig/rig.ts';
import { announce, announceHalf, announceInTwo, announcementRefused, roomHolds, saysJson, statsShow } from './api.ts';
import { AWKWARD_TEXT, brokenBodies, LONG, NIGHT_SHIFT } from './inputs.ts';
import { enter, enterLingering, enterRoom, GRACE, join, pathOf, type Tab } from './people.ts';
import { heardOnce, welcomed } from './replies.ts';

const FOR_ALL =
  'An announcement is for every connection, in whatever room and department, and says what was posted, as it was posted.';

export async function monitoring(rig: Rig): Promise<void> {
  // 1. Nobody is there. Then four people come, one of them to no room, and one is refused.
  await statsShow(rig, { connections: 0, departments: {}, rooms: {} });
  await announce(rig, 'is anybody there?', 0, 'Nobody is there yet, and an announcement to nobody is no mistake.');
  const ana = await enterRoom(rig, 'ana', 'sales', 'ops');
  const bo = await enterRoom(rig, 'bo', 'sales', NIGHT_SHIFT);
  const eve = await enterRoom(rig, 'eve', 'engineering', 'ops');
  const hal = await enter(rig, 'hal', 'hr');
  await rig.tryOpen(pathOf('mallory', 'legal'), { name: 'mallory' });
  // 2. The numbers are right, and so are the lists, also for a name that has to be percent-encoded.
  await rig.settle();
  const departments = { sales: 2, engineering: 1, hr: 1 };
  await statsShow(rig, { connections: 4, departments, rooms: { ops: 2, [NIGHT_SHIFT]: 1 } });
  await anyNameIsCounted(rig, eve);
  await listsAreRight(rig);
  // 3. An announcement reaches everyone; one that makes no sense, or breaks off, reaches nobody.
  await announce(rig, AWKWARD_TEXT, 4, FOR_ALL);
  for (const body of brokenBodies) await announcementRefused(rig, body);
  await announceHalf(rig, 'never mind');
  heardOnce([ana, bo, eve, hal], { type: 'announcement', text: AWKWARD_TEXT }, FOR_ALL);
  heardOnce([ana, bo, eve, hal], { type: 'announcement' }, 'An announcement that was refused must not be made.');
  // 4. Two are gone: they are counted no more.
  await bo.client.link.cut();
  eve.client.startClose(1000);
  await rig.settle();
  await goneAreNotCounted(rig, [ana, hal]);
  // 5. Two tabs are two recipients, and the ids of those who went are not given to others a second time. A connection that is just closing keeps announcements, which come in two segments and cross, from nobody.
  await tabsAreRecipients(rig, ana, hal);
}

async function anyNameIsCounted(rig: Rig, eve: Tab): Promise<void> {
  await join(eve, '__proto__');
  const anyName =
    'A room may have any name. In a plain object "__proto__" is no ordinary key: Object.fromEntries() makes it one.';
  await statsShow(rig, { connections: 4, rooms: { ops: 2, [NIGHT_SHIFT]: 1, ['__proto__']: 1 } }, anyName);
}

async function listsAreRight(rig: Rig): Promise<void> {
  await roomHolds(rig, 'ops', ['ana', 'eve']);
  await roomHolds(rig, NIGHT_SHIFT, ['bo']);
  await saysJson(rig, '/api/rooms/ops');
  for (const room of ['nowhere', 'op', 'Ops', 'constructor']) await roomHolds(rig, room, []);
}

async function goneAreNotCounted(rig: Rig, there: readonly Tab[]): Promise<void> {
  await announce(rig, 'the lift is stuck again', 2, 'A number that counts the dead tells nobody who was reached.');
  await rig.clock.advance(GRACE);
  await statsShow(rig, { connections: 2, departments: { sales: 1, hr: 1 }, rooms: { ops: 1 } });
  heardOnce(there, { type: 'announcement', text: 'the lift is stuck again' }, FOR_ALL);
}

/** ana gets a second tab, and zed comes, whose connection is just closing at the second announcement. */
async function tabsAreRecipients(rig: Rig, ana: Tab, hal: Tab): Promise<void> {
  const closeZed = await enterLingering(rig, 'zed', 'hr', 'ops');
  const anaToo = await enter(rig, 'ana', 'sales', 'ana (tab 2)');
  const perTab = 'Two tabs of one person are two connections, and so two recipients.';
  await announce(rig, 'the lift is free', 4, perTab);
  await statsShow(rig, { connections: 4 }, perTab);
  await rig.settle();
  welcomed([hal, anaToo]);
  await closeZed();
  const stairs = 'please take the stairs, Zoë'.padEnd(LONG, ' ë');
  await announceInTwo(rig, [stairs, 'and not the lift, Zoë']);
  const all = [ana, anaToo, hal];
  heardOnce(all, { type: 'announcement', text: 'the lift is free' }, FOR_ALL);
  const inTwo =
    'TCP cuts a body where it likes, also inside a character, and another body may come in between: a chunk is bytes of one request, and only the whole body is a text.';
  for (const text of ['and not the lift, Zoë', stairs])
    heardOnce(all, { type: 'announcement', text }, `${FOR_ALL} ${inTwo}`);
}
