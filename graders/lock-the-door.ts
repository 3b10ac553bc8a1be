/** The checks of E6, the door of the all-hands channel. Their vocabulary stands in lock-the-door/. */
import type { Check } from '../src/rig/check.ts';
import type { Rig } from '../src/rig/rig.ts';
import {
  comesBackForMore,
  exactly,
  goesOnTalking,
  SHARED,
  saysMoreThanEarly,
  sendsBothKinds,
  talkers,
} from './lock-the-door/bucket.ts';
import { burst, passed } from './lock-the-door/bursts.ts';
import { Channel } from './lock-the-door/channel.ts';
import { byTicket, byToken, enters, ORIGIN, slowTicketFor, ticketFor } from './lock-the-door/credentials.ts';
import { allHeard, isOutside, knock, neverHeard, talksOn } from './lock-the-door/knocks.ts';
import { goodFor30Seconds } from './lock-the-door/lifetime.ts';
import { allKinds, LONG_TEXT, TEXT, userOf } from './lock-the-door/people.ts';
import {
  eachEndFreesOne,
  failAndGiveUp,
  fiveOfAna,
  nonsenseFreesOne,
  othersEnter,
  sixthOfProto,
} from './lock-the-door/places.ts';
import { fiveOfSix, oneGetsIn, sixthAfterFiveHaveGone } from './lock-the-door/races.ts';
import { refused, wasRefused } from './lock-the-door/refusals.ts';
import { noCredential, STRANGE_ORIGINS } from './lock-the-door/strangers.ts';
import { alerted, FORGERY, said, stillTalks } from './lock-the-door/talk.ts';

async function origins(rig: Rig): Promise<void> {
  const why =
    'A browser lets any page open a WebSocket to you, and says in Origin which page it was. Only your server can refuse, and only by comparing all of it.';
  // 1. The right page gets in, and so does who has none; with either credential.
  await enters(rig, 'ana', byToken('t-ana', { Origin: ORIGIN }), 'This is the page of the company.');
  await enters(rig, 'ben', byTicket(await ticketFor(rig, 't-ben'), { Origin: ORIGIN }));
  const native = 'Only browsers send Origin. Who sends none is as good as the credential.';
  await enters(rig, 'ana (script)', byToken('t-ana'), native);
  await enters(rig, 'ben (script)', byTicket(await ticketFor(rig, 't-ben')), native);
  // 2. Any other does not, however good the credential.
  for (const Origin of STRANGE_ORIGINS) {
    await refused(rig, 'mia (by token)', byToken('t-mia', { Origin }), 403, why);
  }
  for (const scheme of ['https', 'http']) {
    const own = { Origin: `${scheme}://door.test`, Host: 'door.test' };
    await refused(rig, 'mia (from a page of the same host)', byToken('t-mia', own), 403, why);
  }
  for (const Origin of STRANGE_ORIGINS.slice(0, 3)) {
    await refused(rig, 'mia (by ticket)', byTicket(await ticketFor(rig, 't-mia'), { Origin }), 403, why);
  }
  // 3. Nor does the right page without a credential: anybody can write a header.
  await refused(rig, 'mallory', { path: '/ws', headers: { Origin: ORIGIN } }, 401, 'An Origin is no credential.');
  await enters(rig, 'mia', byToken('t-mia', { Origin: ORIGIN }));
}

const HOUR_MS = 3_600_000;

/** Orders in which handshakes come and verify answers, drawn from each of two seeds. */
const SCHEDULES = 10;

async function tickets(rig: Rig): Promise<void> {
  const ben = await enters(rig, 'ben', byToken('t-ben'));
  // 1. Nothing else is a ticket, or a token.
  await noCredential(rig);
  // 2. One after the other: once, also when the first is gone.
  const once = 'A ticket stands in logs and histories. It must be worth nothing once it was used.';
  const used = await ticketFor(rig, 't-ana');
  const ana = await enters(rig, 'ana', byTicket(used));
  await refused(rig, 'mallory (with a used ticket)', byTicket(used), 401, once);
  await ana.close(1000);
  await refused(rig, 'mallory (later)', byTicket(used), 401, once);
  // 3. For 30 seconds, whenever they begin, and then too once only; the connection lasts longer.
  const lasting = await goodFor30Seconds(rig, once);
  await rig.clock.advance(HOUR_MS);
  const stays =
    'The ticket opens the door. The connection stays when it expires, and when nobody has said anything for an hour.';
  await stillTalks(rig, lasting, 'ana', [ben, lasting], stays, (text) => text === 'still here');
  // 4. The 30 seconds begin when the ticket is issued, however long verify has taken.
  const slow = await slowTicketFor(rig, 't-ben', 28_000);
  await rig.clock.advance(20_000);
  const since = 'A ticket is good for 30 seconds from when it was issued, not from when it was asked for.';
  await enters(rig, 'ben (20 s later)', byTicket(slow), since);
  // 5. However many come with one ticket at once, and in whatever order verify answers: one gets in at most.
  for (let n = 0; n < SCHEDULES; n++) await oneGetsIn(rig, await ticketFor(rig, 't-ana'), n === 0 ? 3 : 2, ben);
}

/** With all characters that a token may have (RFC 6750 §2.1). */
const ZOE = 't-zoe.1_2~3+4/5==';

async function firstFrames(rig: Rig): Promise<void> {
  const auth = rig.gate('auth');
  const ben = await enters(rig, 'ben', byToken('t-ben'));
  const ticket = await ticketFor(rig, 't-ana');
  // 1. Four come while verify is held. Each talks the moment a 101 arrives, whenever that is.
  auth.hold();
  const ana = await knock(rig, 'ana', byToken('t-ana'));
  const mallory = await knock(rig, 'mallory', byToken('t-mallory'));
  const zoe = await knock(rig, 'zoe', byToken(ZOE));
  const anaToo = await knock(rig, 'ana (ticket)', byTicket(ticket));
  // 2. Until verify has answered, they are not heard, and hear nothing of what is said.
  ben.send({ type: 'say', text: 'who is there?' });
  await rig.settle();
  await rig.clock.advance(17_000);
  for (const waiting of [ana, mallory, zoe]) isOutside(waiting, ben);
  // 3. The answers come late, in an order of the seed. zoe is in no list but that of verify.
  await auth.releaseAll((operation) =>
    operation.arguments[0] === ZOE ? { value: { userId: 'zoe', role: 'worker' } } : {},
  );
  // 4. Whoever has a 101 goes on talking, in that very moment.
  for (const client of [ana, mallory, zoe, anaToo]) talksOn(client);
  await rig.settle();
  // 5. Each message of those who were let in is heard once; mallory is not heard, and hears nothing.
  for (const client of [ana, anaToo]) allHeard(client, 'ana', ben);
  allHeard(zoe, 'zoe', ben);
  neverHeard(mallory, ben);
  await wasRefused(mallory, 'comes with a token that nobody has', 401, 'Nobody has this token.');
}

async function authority(rig: Rig): Promise<void> {
  // 1. All kinds of people; ana says in every way that she is somebody else.
  const people = await allKinds(rig);
  const { mia, miaToo, ana, anaToo, zed, odd, zoe, kim, kimToo, max, pia, adi } = people;
  const channel = new Channel(rig, Object.values(people));
  // 2. Who speaks is who verify said it is, and nothing that a client makes up is passed on.
  const identity =
    'Everybody hears everything, whoever else is just leaving, under the name that verify gave: what a message says about its sender, anybody can write.';
  for (const who of [ana, anaToo])
    await channel.carries(who, { type: 'say', text: TEXT, ...FORGERY }, said('ana', TEXT), identity);
  await channel.carries(odd, { type: 'say', text: '', ...FORGERY }, said('__proto__', ''), identity);
  const exact =
    'A userId is any string, and arrives to the character: spaces, 59 characters, and an ë of two, an e and U+0308.';
  await channel.carries(zoe, { type: 'say', text: TEXT }, said(userOf(zoe), TEXT), exact);
  // 3. An alert needs the role, and not a word for it.
  const role =
    'Each message is judged by the role that verify gave. Whoever may say of themselves what they are may do all.';
  const goesOn = 'Who was told FORBIDDEN may go on talking, and the text arrives exactly as it came.';
  for (const who of [ana, anaToo, zed, odd, zoe, kim, max, pia, adi]) {
    for (const more of [{}, FORGERY]) await channel.forbidsAlert(who, more, role);
    await channel.carries(who, { type: 'say', text: ' I see\n' }, said(userOf(who), ' I see\n'), goesOn);
  }
  const open = 'However often somebody was told FORBIDDEN, the connection stays open.';
  for (let n = 1; n <= 5; n++) await channel.forbidsAlert(ana, {}, open);
  const long = 'A message of 4 KiB is a message like any other.';
  const again = 'Whoever says the same again is heard again.';
  for (const why of [long, again]) {
    await channel.carries(ana, { type: 'say', text: LONG_TEXT }, said('ana', LONG_TEXT), why);
  }
  // 4. A manager is one on every connection, even one who says that she is none.
  for (const who of [mia, miaToo, kimToo]) {
    const message = { type: 'alert', text: TEXT, ...FORGERY, role: 'worker' };
    await channel.carries(who, message, alerted(userOf(who), TEXT), role);
  }
}

async function bucket(rig: Rig): Promise<void> {
  const { ana, phone, ben, others } = await talkers(rig);
  // 1. 50 at once over two connections of ana's: 40 pass. Of others pass as many, in the same moment.
  const first = await burst(rig, 'the first burst', { client: ana, many: 25 }, { client: phone, many: 25 });
  const bursts = [];
  for (const client of others) bursts.push(await burst(rig, `a burst of ${client.name}’s`, { client, many: 50 }));
  await rig.clock.advance(1000);
  passed(first, exactly(40), [ben], SHARED);
  const own = 'Each user has a bucket of their own, and a userId is any string.';
  for (const other of bursts) passed(other, exactly(40), [ana], own);
  // 2. A second later there are 20 more.
  const second = await burst(rig, 'a burst 1 s later', { client: phone, many: 30 });
  await rig.clock.advance(50);
  passed(second, { least: 20, most: 21 }, [ben], 'The bucket gains 20 each second, and what was refused takes none.');
  // 3. Leaving and coming back does not fill it.
  const again = await comesBackForMore(rig, [ana, phone], ben);
  // 4. It never holds more than 40, however long nobody talks.
  await rig.clock.advance(57_000);
  const later = await burst(rig, 'a burst a minute later', { client: again, many: 60 });
  await rig.settle();
  passed(later, exactly(40), [ben], 'A bucket that runs over is no limit: it holds 40 at most.');
  // 5. Alerts come out of the same bucket.
  const mia = await enters(rig, 'mia', byToken('t-mia'));
  await sendsBothKinds(rig, mia, ben);
  // 6. What somebody says before being let in takes tokens as well, when it is carried out.
  await saysMoreThanEarly(rig, ben);
  // 7. Who goes on talking while the bucket is empty gets what it gains, whenever in a second that is.
  await goesOnTalking(rig, again, ben);
}

async function caps(rig: Rig): Promise<void> {
  // 1. Ten failures take no place, nor does who goes away while verify is asked.
  await failAndGiveUp(rig);
  // 2. Five get in, over tokens and tickets; the sixth does not, whatever it shows. Others do.
  const five = await fiveOfAna(rig);
  const ben = await othersEnter(rig);
  // 3. However one ends, one fits again, and only one. Those who were refused before have taken nothing.
  await eachEndFreesOne(rig, five);
  await nonsenseFreesOne(rig, five[3]);
  await sixthAfterFiveHaveGone(rig);
  // 4. The limit holds for any userId, and who is over it is never heard.
  await sixthOfProto(rig, ben);
  // 5. Six at once, whose answers come in any order, and in one turn: five get in.
  for (const answers of ['one by one', 'in one turn'] as const) await fiveOfSix(rig, answers);
  await stillTalks(rig, ben, 'ben', [ben], 'Others are not affected.', (text) => text === 'still here');
}

const lesson = (section: string) => `security-and-limits#${section}`;
/** With a gate that nobody holds verify answers at once; without one it would take a moment of virtual time. */
const gates = ['auth'];

export const checks: readonly Check[] = [
  {
    id: 'E6.1',
    title: 'Only the right origin',
    points: 20,
    lesson: lesson('cross-site-hijacking'),
    gates,
    run: origins,
  },
  {
    id: 'E6.2',
    title: 'One ticket, one entrance',
    points: 20,
    lesson: lesson('credentials'),
    gates,
    seeds: 2,
    run: tickets,
  },
  {
    id: 'E6.3',
    title: 'The first frame',
    points: 20,
    lesson: lesson('async-auth'),
    gates,
    seeds: 5,
    run: firstFrames,
  },
  {
    id: 'E6.4',
    title: 'Authority comes from the token',
    points: 15,
    lesson: lesson('common-pitfalls'),
    gates,
    run: authority,
  },
  { id: 'E6.5', title: 'A bucket for each user', points: 15, lesson: lesson('limits'), gates, run: bucket },
  { id: 'E6.6', title: 'Five connections for each user', points: 10, lesson: lesson('limits'), gates, run: caps },
];

export default checks;
