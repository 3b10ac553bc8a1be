/** Who hears what is said in rooms, to a department and to one person. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { AWKWARD_TEXT, FORGED } from './inputs.ts';
import { enter, join, type Saying, say, type Tab } from './people.ts';
import { errorComes, heardNothing, heardOnce, received } from './replies.ts';

const WHOLE =
  'All members, the speaker too, build one conversation out of these messages. One missing or doubled breaks it.';
const UNCHANGED =
  'A text is passed on as it came. Escaping is for the page that shows it, and JSON.stringify() sees to the quotes.';

/** Each saying has reached all tabs in its room, once and under the speaker's name, and no other tab. Settle first. */
export function saidToMembersOnly(tabs: readonly Tab[], sayings: readonly Saying[]): void {
  for (const { by, room, text } of sayings) {
    const outsiders = tabs.filter((tab) => !tab.rooms.has(room));
    const mail = "What is said in a room is for its members. An outsider who hears it reads other people's mail.";
    heardNothing(outsiders, { type: 'said', text }, `who is not in the room ${room}`, mail);
    const members = tabs.filter((tab) => tab.rooms.has(room));
    heardOnce(members, { type: 'said', text }, WHOLE);
    heardOnce(members, { type: 'said', room, from: by.name, text }, WHOLE);
  }
}

/** What `by` says in the room reaches those of these tabs that are in it, and no other. */
export async function sayReaches(
  rig: Rig,
  tabs: readonly Tab[],
  by: Tab,
  room: string,
  text: string,
  forged: object = {},
): Promise<void> {
  const saying = say(by, room, text, forged);
  await rig.settle();
  saidToMembersOnly(tabs, [saying]);
}

/** What `by` says in the room, in JSON over several lines, reaches those of these tabs that are in it, and no other. */
export async function spreadOutReaches(rig: Rig, tabs: readonly Tab[], by: Tab, room: string): Promise<void> {
  const text = 'over several lines';
  by.client.send(`\n${JSON.stringify({ type: 'say', room, text }, null, 2)}\n`);
  await rig.settle();
  saidToMembersOnly(tabs, [{ by, room, text }]);
}

/** Somebody in the room says this text, and all its members receive it character by character. */
export async function saidUnchanged(rig: Rig, tabs: readonly Tab[], room: string, text: string): Promise<void> {
  const members = tabs.filter((tab) => tab.rooms.has(room));
  const [by] = members;
  if (!by) throw new Error(`nobody is in ${room}`);
  const heardIn = (tab: Tab) => received(tab, { type: 'said', room }).length;
  const before = new Map(members.map((tab) => [tab, heardIn(tab)]));
  say(by, room, text);
  await rig.settle();
  for (const tab of members) {
    const isChanged = heardIn(tab) === (before.get(tab) ?? 0) + 1;
    heardOnce([tab], { type: 'said', text }, isChanged ? UNCHANGED : WHOLE);
  }
}

/** Its members have heard everything in this room in one order, and each `seq` is one more than the last. */
export function saidInOneOrder(tabs: readonly Tab[], room: string): void {
  const members = tabs.filter((tab) => tab.rooms.has(room));
  const [first] = members;
  for (const tab of members) {
    seqRisesByOne(tab, room);
    if (first) sameOrder(first, tab, room);
  }
}

function seqRisesByOne(tab: Tab, room: string): void {
  let last: number | undefined;
  for (const message of received(tab, { type: 'said', room })) {
    const seq = fieldOf(message.json, 'seq');
    const isNumber = typeof seq === 'number' && Number.isSafeInteger(seq);
    if (!isNumber || (last !== undefined && seq !== last + 1)) {
      throw new Mismatch({
        expected:
          last === undefined
            ? `Each "said" in the room ${room} carries a whole number "seq".`
            : `The "said" that follows ${last} in the room ${room} carries "seq":${last + 1}.`,
        received: `${tab.client.name} received ${quote(message)}.`,
        why: 'A gap in "seq" is how a client learns that it missed something. That works only if each room counts by itself, and by ones.',
        at: message.at,
      });
    }
    last = seq;
  }
}

function sameOrder(first: Tab, tab: Tab, room: string): void {
  const reference = received(first, { type: 'said', room });
  for (const [index, message] of received(tab, { type: 'said', room }).entries()) {
    const same = reference[index];
    const isSame = (['from', 'text', 'seq'] as const).every(
      (field) => fieldOf(same?.json, field) === fieldOf(message.json, field),
    );
    if (isSame) continue;
    throw new Mismatch({
      expected: `All members of ${room} hear the same in the same order. Here ${first.client.name} received ${same ? quote(same) : 'nothing more'}.`,
      received: `${tab.client.name} received ${quote(message)}.`,
      why: 'If two members see two orders, they read two conversations.',
      at: message.at,
    });
  }
}

/**
 * Three more people join the room. In one moment, in an order drawn by lot, the first one's connection is reset, the
 * second closes, and `by` speaks: all of `alive` hear it, and so does the third, who joined behind the other two.
 */
export async function saidAmidTrouble(
  rig: Rig,
  by: Tab,
  room: string,
  alive: readonly Tab[],
  round: number,
): Promise<Tab> {
  const reset = await enter(rig, `reset ${round}`, 'hr');
  const closing = await enter(rig, `closing ${round}`, 'hr');
  const third = await enter(rig, `third ${round}`, 'hr');
  for (const tab of [reset, closing, third]) await join(tab, room);
  const sayings: Saying[] = [];
  await rig.together(
    () => void reset.client.link.cut(),
    () => closing.client.startClose(1000),
    () => sayings.push(say(by, room, `amid trouble, ${round}`)),
  );
  await rig.settle();
  saidToMembersOnly([...alive, third], sayings);
  return third;
}

/** What `by` tells the department, claiming to be somebody else, reaches these colleagues and nobody else. */
export async function deptReaches(
  rig: Rig,
  everyone: readonly Tab[],
  by: Tab,
  colleagues: readonly Tab[],
): Promise<void> {
  const text = `${by.name} to the ${by.department} department${AWKWARD_TEXT}`;
  by.client.send({ ...FORGED, type: 'dept', text });
  await rig.settle();
  const outsiders = everyone.filter((tab) => tab !== by && !colleagues.includes(tab));
  const settled =
    'Identity and department come from the connection. If a message may name them, anybody can speak for anybody.';
  const mail =
    'It is for those who connected with that department. Neither the rooms somebody is in nor what a message claims makes anybody belong to it.';
  heardNothing(outsiders, { type: 'dept', text }, `who is not in ${by.department}`, mail);
  heardNothing(
    [by],
    { type: 'dept', text },
    'who sent it',
    'It is for the rest of the department: the sender knows what it said.',
  );
  heardOnce(
    colleagues,
    { type: 'dept', text },
    'The whole department is meant, in whatever rooms its people are and whatever other fields a message has, and the text is passed on as it came.',
  );
  heardOnce(colleagues, { type: 'dept', from: by.name, text }, settled);
}

/** What `by` tells one person, claiming to be somebody else, reaches all of that person's tabs and nobody else. */
export async function dmReaches(rig: Rig, everyone: readonly Tab[], by: Tab, tabs: readonly Tab[]): Promise<void> {
  const to = tabs[0]?.name;
  const text = `${by.name} to ${to}${AWKWARD_TEXT}`;
  by.client.send({ ...FORGED, type: 'dm', to, text });
  await rig.settle();
  const outsiders = everyone.filter((tab) => tab.name !== by.name && tab.name !== to);
  heardNothing(outsiders, { type: 'dm', text }, `who is not ${to}`, 'A direct message is for one person.');
  heardOnce(
    tabs,
    { type: 'dm', text },
    'A direct message is for a person, so it goes to every tab of that person, whatever becomes of the others and whatever other fields the message has, and its text is passed on as it came.',
  );
  heardOnce(
    tabs,
    { type: 'dm', from: by.name, text },
    'Who sent it is settled by the connection. If a message may say so, anybody can speak for anybody.',
  );
}

/** There is nobody of this name: an error comes, and nobody hears what was for them. */
export async function dmFails(
  rig: Rig,
  by: Tab,
  to: string,
  text: string,
  because: string,
  others: readonly Tab[] = [],
): Promise<void> {
  await errorComes(rig, by, { type: 'dm', to, text }, ['NO_SUCH_USER'], because, others);
}
