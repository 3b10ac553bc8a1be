/** Who is in which room, as its other members hear it and as lists show it. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { ReceivedMessage, Rig } from '../../src/rig/rig.ts';
import { roomHolds } from './api.ts';
import { type Arrival, enter, GRACE, join, leave, type Tab } from './people.ts';
import { heardNothing, heardOnce, lastWords, received } from './replies.ts';

type Presence = 'join' | 'leave';

/** The watcher has heard just this of the person, in this order. Settle first; for a `leave` let the grace pass. */
export function presenceIs(watcher: Tab, name: string, room: string, events: readonly Presence[], why: string): void {
  const heard = received(watcher, { type: 'presence', room, name });
  const outOfPlace = heard.find((message, index) => eventOf(message) !== events[index]);
  if (!outOfPlace && heard.length === events.length) return;
  const surplus = outOfPlace ? ` Out of place is ${quote(outOfPlace)}.` : ` ${lastWords(watcher)}`;
  throw new Mismatch({
    expected: `Of ${name} in the room ${room}, ${watcher.client.name} has heard ${inWords(events)}.`,
    received: `${watcher.client.name} has heard ${inWords(heard.map(eventOf))}.${surplus}`,
    why,
    at: outOfPlace ? outOfPlace.at : watcher.client.link.last(),
  });
}

/** `joined` named everybody who was there before, and perhaps the person who joined, and nobody else. */
export function seesMembers({ tab, room, members, message, before }: Arrival, there = before): void {
  const missing = there.find((name) => !members.includes(name));
  const surplus = members.find((name) => name !== tab.name && !there.includes(name));
  if (missing === undefined && surplus === undefined) return;
  throw new Mismatch({
    expected: `${tab.client.name} joins the room ${room} and is told who is there: ${there.join(', ') || 'nobody else'}.`,
    received: `${quote(message)}, ${missing === undefined ? `where ${surplus} is one too many` : `where ${missing} is missing`}.`,
    why: 'A newcomer has heard no "join" of those who were there before. This list is how a client comes to know them.',
    at: message.at,
  });
}

/** Who is not in the room has heard nothing of who comes and goes there; who is was told once that they have joined. */
export function onlyMembersKnow(everyone: readonly Tab[], room: string): void {
  const outsiders = everyone.filter((tab) => !tab.rooms.has(room));
  const whoIs = `who is not in the room ${room}`;
  heardNothing(
    outsiders,
    { type: 'presence', room },
    whoIs,
    'Who enters and leaves a room is for its members to know.',
  );
  heardNothing(outsiders, { type: 'joined', room }, whoIs, 'The reply to a join is for the one who joins.');
  const members = everyone.filter((tab) => tab.rooms.has(room));
  heardOnce(members, { type: 'joined', room }, 'The reply to a join is for the one who joins, and comes once.');
}

/** The person has other tabs, and none of them is in this room: when the one that is leaves it, the person has gone. */
export async function leavesFromOnlyTab(rig: Rig, tab: Tab, watcher: Tab, room: string): Promise<void> {
  for (const each of [watcher, tab]) await join(each, room);
  leave(tab, room);
  await rig.clock.advance(GRACE);
  const perRoom =
    'Who is in a room is settled by who has joined it. A tab that is only connected keeps nobody in a room that the person has left.';
  presenceIs(watcher, tab.name, room, ['join', 'leave'], perRoom);
  await roomHolds(rig, room, [watcher.name]);
}

/**
 * Somebody comes, reloads the page and is back a second later. A server may announce that or wait it out, but when all is
 * done the person is present for the watcher. A second room, which the person does not join again, has been left.
 */
export async function presentAfterReload(rig: Rig, name: string, watcher: Tab, room: string): Promise<void> {
  const earlier = received(watcher, { type: 'presence', room, name }).length;
  const heardSince = () => received(watcher, { type: 'presence', room, name }).slice(earlier);
  const why =
    'A reload is a leave and a join within a second. If the late "leave" wins, somebody who is here looks gone.';
  const before = await enter(rig, name, 'sales', `${name}, back`);
  await join(before, room);
  for (const tab of [watcher, before]) await join(tab, 'side room');
  await rig.settle();
  presentIn(heardSince(), watcher, name, room, why);
  before.client.startClose(1001);
  await rig.clock.advance(1_000);
  const after = await enter(rig, name, 'sales', `${name}, reloaded`);
  await join(after, room);
  await rig.clock.advance(GRACE);
  presentIn(heardSince(), watcher, name, room, why);
  const onlyOne =
    'Who comes back to one room is not back in the others: a late "leave" is called off by a join of that room.';
  presenceIs(watcher, name, 'side room', ['join', 'leave'], onlyOne);
}

function presentIn(heard: readonly ReceivedMessage[], watcher: Tab, name: string, room: string, why: string): void {
  const last = heard.at(-1);
  if (last && eventOf(last) === 'join') return;
  throw new Mismatch({
    expected: `The last that ${watcher.client.name} hears of ${name}, who has come back to the room ${room}, is "join".`,
    received: last ? `The last is ${quote(last)}.` : `Nothing. ${lastWords(watcher)}`,
    why,
    at: last ? last.at : watcher.client.link.last(),
  });
}

function eventOf(message: ReceivedMessage): string {
  return String(fieldOf(message.json, 'event'));
}

function inWords(events: readonly string[]): string {
  if (events.length === 0) return 'nothing';
  return events.map((event) => `"${event}"`).join(', then ');
}
