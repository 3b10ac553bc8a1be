/** Going, and what is left behind: nothing. */
import type { Rig } from '../../src/rig/rig.ts';
import { roomHolds } from './api.ts';
import { enter, GRACE, join, leave, pathOf, type Tab } from './people.ts';
import { presenceIs, seesMembers } from './presence.ts';
import { dmFails } from './talk.ts';

/** The connection is reset, and so late that a `leave` may be goes by. */
export async function breakOff(rig: Rig, tab: Tab): Promise<void> {
  await tab.client.link.cut();
  await rig.clock.advance(GRACE);
}

/** The page is closed, and so late that a `leave` may be goes by. */
export async function closePage(rig: Rig, tab: Tab): Promise<void> {
  tab.client.startClose(1000);
  await rig.clock.advance(GRACE);
}

/** Somebody enters, sends a frame with bits and an opcode that do not exist, and is reset. */
export async function garbles(rig: Rig): Promise<void> {
  const peer = await rig.rawWebSocket(pathOf('gil', 'hr'), { name: 'gil' });
  peer.write(Uint8Array.of(0xf3, 0x80, 1, 2, 3, 4));
  await rig.settle();
  await peer.link.cut();
  await rig.settle();
}

/** Somebody joins a room and closes the page in the same moment. */
export async function joinsAndCloses(rig: Rig, name: string, room: string): Promise<void> {
  const { client } = await enter(rig, name, 'sales');
  client.send({ type: 'join', room });
  client.startClose(1000);
}

/**
 * Leaves all rooms and closes the page in the same moment. Nobody can write to this person from then on, however late the
 * members of the rooms hear of it.
 */
export async function leavesAndCloses(rig: Rig, tab: Tab, rooms: readonly string[], writer: Tab): Promise<void> {
  for (const room of rooms) leave(tab, room);
  tab.client.startClose(1000);
  await rig.settle();
  await dmFails(
    rig,
    writer,
    tab.name,
    'one more thing',
    `${tab.name} has just gone, and only the news of it may be late`,
  );
}

/** The watcher has heard each of them join each room once, and leave it once. */
export function leftOnce(watcher: Tab, gone: readonly Tab[], rooms: readonly string[]): void {
  const once =
    'Each arrival and each departure is told once. A missing leave makes a ghost; one that comes twice takes away somebody who has come back.';
  const oneKey = ' A room and a name are a pair: glued to one text, ops:eng with mia is the same as ops with eng:mia.';
  for (const { name } of gone) {
    for (const room of rooms)
      presenceIs(watcher, name, room, ['join', 'leave'], room === 'ops' ? once : `${once}${oneKey}`);
  }
}

/**
 * Both leave `ops`, where nobody else is; then one, who is alone in the other rooms, breaks off. No room is left, and the
 * other, who joins them all, finds nobody there.
 */
export async function lastOnesOut(rig: Rig, breaking: Tab, staying: Tab, rooms: readonly string[]): Promise<void> {
  for (const tab of [breaking, staying]) leave(tab, 'ops');
  await rig.clock.advance(GRACE);
  await roomHolds(rig, 'ops', []);
  await breakOff(rig, breaking);
  for (const room of rooms) await roomHolds(rig, room, []);
  for (const room of rooms) seesMembers(await join(staying, room));
}
