/** What somebody is answered who is not, or not any more, in a room. */
import type { Rig } from '../../src/rig/rig.ts';
import { roomHolds } from './api.ts';
import { FORGED } from './inputs.ts';
import { GRACE, join, leave, say, type Tab } from './people.ts';
import { presenceIs } from './presence.ts';
import { errorComes, heardNothing, heardOnce } from './replies.ts';
import { saidToMembersOnly } from './talk.ts';

/** Who has never joined can neither speak in the room `ops` nor leave it, nor any room that does not exist. */
export async function neverJoined(rig: Rig, outsider: Tab, members: readonly Tab[]): Promise<void> {
  const never = 'he has never joined that room';
  const isRefused = (message: object, others: readonly Tab[] = []) =>
    errorComes(rig, outsider, message, ['NOT_IN_ROOM'], never, others);
  await isRefused({ type: 'say', room: 'ops', text: 'from outside' }, members);
  await isRefused({ type: 'leave', room: 'ops' });
  await isRefused({ type: 'say', room: 'nowhere', text: 'anybody?' });
  await isRefused({ type: 'leave', room: 'constructor' });
  for (const room of ['nowhere', 'constructor']) await roomHolds(rig, room, []);
}

/** He has joined `ops` twice from this tab. He leaves it, whoever he claims to be, can do nothing there any more, and hears nothing of it; in the room `eng` he is as before. */
export async function hasLeft(rig: Rig, leaver: Tab, members: readonly [Tab, ...Tab[]]): Promise<void> {
  leave(leaver, 'ops', { ...FORGED, name: members[0].name, from: members[0].name });
  const left = 'he has left that room, which he had joined twice';
  const afterwards = { type: 'say', room: 'ops', text: 'after leaving' };
  await errorComes(rig, leaver, afterwards, ['NOT_IN_ROOM'], left, members);
  const without = say(members[0], 'ops', `now that ${leaver.name} is gone`);
  await errorComes(rig, leaver, { type: 'leave', room: 'ops' }, ['NOT_IN_ROOM'], left);
  const elsewhere = say(leaver, 'eng', 'still in this one');
  await rig.settle();
  saidToMembersOnly([...members, leaver], [without, elsewhere]);
}

/**
 * Nobody waits for a reply: he joins a room and speaks in it at once, eighty times, and then all join a room, which did not exist, in the
 * same moment. All of them are in it.
 */
export async function inAHurry(rig: Rig, him: Tab, all: readonly Tab[]): Promise<void> {
  const enters = (tab: Tab, room: string) => {
    tab.client.send({ type: 'join', room });
    tab.rooms.add(room);
  };
  enters(him, 'attic');
  const behind = say(him, 'attic', 'no time to wait');
  await rig.settle();
  const inTurn =
    'Messages of one connection are carried out in the order in which they come. If a join has to wait for something, what comes behind it waits too.';
  heardOnce([him], { type: 'said', text: behind.text }, inTurn);
  const atOnce = Array.from({ length: 80 }, (_, n) => say(him, 'attic', `in one moment, ${n + 1}`));
  await rig.settle();
  const many = 'Eighty words in one moment are what somebody pastes who is in a hurry: each of them is said, once.';
  for (const { text } of atOnce) heardOnce([him], { type: 'said', text }, many);
  await rig.together(...all.map((tab) => () => enters(tab, 'cellar')));
  await rig.settle();
  const sayings = all.map((tab) => say(tab, 'cellar', `${tab.name} is in the cellar`));
  await rig.settle();
  const oneRoom =
    'A room comes into being once. If others can act between asking whether it exists and making it, each of them makes one.';
  for (const { text } of sayings) heardOnce(all, { type: 'said', text }, oneRoom);
  saidToMembersOnly(all, [behind, ...atOnce, ...sayings]);
  await roomHolds(
    rig,
    'cellar',
    all.map(({ name }) => name),
  );
}

/** He has joined the room and left it, and joins it again: the watcher has heard of all three, and of nothing else. */
export async function comesAndGoes(rig: Rig, leaver: Tab, room: string, watcher: Tab): Promise<void> {
  await rig.clock.advance(GRACE);
  const { name } = leaver;
  const eachTime =
    'The others are told each time somebody enters and each time somebody goes. What was refused is neither. Who it is, is settled by the connection, whatever a message claims.';
  presenceIs(watcher, name, room, ['join', 'leave'], eachTime);
  const ownLeave = { type: 'presence', room, name, event: 'leave' };
  const others = `Presence tells the other members: ${name} knows that he left.`;
  heardNothing([leaver], ownLeave, 'who left', others);
  await join(leaver, room);
  await rig.settle();
  presenceIs(watcher, name, room, ['join', 'leave', 'join'], eachTime);
  leave(leaver, room);
  await rig.clock.advance(GRACE);
  presenceIs(watcher, name, room, ['join', 'leave', 'join', 'leave'], eachTime);
  await join(leaver, room);
  await rig.settle();
  presenceIs(watcher, name, room, ['join', 'leave', 'join', 'leave', 'join'], eachTime);
}
