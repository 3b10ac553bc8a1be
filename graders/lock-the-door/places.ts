/** Five connections for each user: who takes a place, and who gives one back. */
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { byTicket, byToken, enters, entersAs, ticketFor } from './credentials.ts';
import { knock, neverHeard, talksOn } from './knocks.ts';
import { leavesEarly } from './races.ts';
import { refused, wasRefused } from './refusals.ts';

const WHY = 'Whoever can open any number of connections takes the memory of all others.';
const LEAKED = 'Only who is in takes a place. A place that is never given back locks a colleague out for good.';

/** A frame with an opcode that nobody has given a meaning, masked, without a payload. */
const RESERVED_OPCODE = Uint8Array.of(0x83, 0x80, 1, 2, 3, 4);

/** ana is refused ten times, and goes away five times while verify is asked: by ticket and by token. */
export async function failAndGiveUp(rig: Rig): Promise<void> {
  for (let n = 1; n <= 5; n++) {
    await refused(rig, 'ana (evil page)', byToken('t-ana', { Origin: 'https://evil.test' }), 403, WHY);
    await refused(rig, 'ana (typo)', byToken('t-anna'), 401, WHY);
  }
  const auth = rig.gate('auth');
  const tickets = [];
  for (let n = 1; n <= 3; n++) tickets.push(await ticketFor(rig, 't-ana'));
  auth.hold();
  for (const shown of [...tickets.map((ticket) => byTicket(ticket)), byToken('t-ana'), byToken('t-ana')]) {
    await leavesEarly(rig, 'ana', shown);
  }
  await auth.releaseAll();
  await auth.open();
  await rig.settle();
}

/** Others, when ana has five: one whose name differs by a capital only, and one who has none. */
export async function othersEnter(rig: Rig): Promise<WebSocketClient> {
  const any = 'Each user has five, and a userId is any string: none is another one, and none is too short.';
  await entersAs(rig, 'Ana, another user', { userId: 'Ana', role: 'worker' }, any);
  await entersAs(rig, 'somebody whose userId is empty', { userId: '', role: 'worker' }, any);
  return enters(rig, 'ben', byToken('t-ben'), 'Each user has five.');
}

/** Over three tokens, one of them of another role, and tickets ana gets in five times, and not a sixth time. @returns the five connections */
export async function fiveOfAna(rig: Rig): Promise<readonly WebSocketClient[]> {
  const shows = async () => [byToken('t-ana'), byToken('t-ana-phone'), byTicket(await ticketFor(rig, 't-ana'))];
  const inside: WebSocketClient[] = [];
  inside.push(await entersAs(rig, 'ana 1', { userId: 'ana', role: 'manager' }, LEAKED));
  for (const shown of [...(await shows()), ...(await shows())].slice(0, 4))
    inside.push(await enters(rig, `ana ${inside.length + 1}`, shown, LEAKED));
  for (const shown of await shows()) await refused(rig, 'ana (the sixth)', shown, 429, WHY);
  return inside;
}

/** Three of ana's five end, each in another way: each time one more gets in, and only one. */
export async function eachEndFreesOne(rig: Rig, [one, two, three]: readonly WebSocketClient[]): Promise<void> {
  const ends = [() => one?.link.cut(), () => two?.close(1000), () => three?.link.fin()];
  for (const [n, end] of ends.entries()) {
    await end();
    await rig.settle();
    await enters(rig, `ana ${n + 6}`, byToken('t-ana'), LEAKED);
    await refused(rig, 'ana (one too many)', byToken('t-ana-phone'), 429, WHY);
  }
}

const ONCE =
  'Who ends with an error ends once, however many times you hear of it: one place is free again, and not two.';

/** One of ana's ends with a frame that makes no sense: the server fails it (RFC 6455 §7.1.7), and the others live on. */
export async function nonsenseFreesOne(rig: Rig, four: WebSocketClient | undefined): Promise<void> {
  await four?.close(1000);
  const { path, headers } = byToken('t-ana');
  const odd = await rig.rawWebSocket(path, { name: 'ana (nonsense)', headers });
  await rig.clock.advance(0);
  await refused(rig, 'ana (one too many)', byToken('t-ana-phone'), 429, WHY);
  odd.write(RESERVED_OPCODE);
  await rig.settle();
  odd.end();
  await rig.settle();
  await enters(rig, 'ana 9', byToken('t-ana'), LEAKED);
  await refused(rig, 'ana (one too many)', byToken('t-ana-phone'), 429, ONCE);
}

/** Five connections of the user `__proto__`, and a sixth that talks the moment it sees a 101. */
export async function sixthOfProto(rig: Rig, witness: WebSocketClient): Promise<void> {
  for (let n = 1; n <= 5; n++) await enters(rig, `__proto__ ${n}`, byToken('t-proto'), 'A userId is any string.');
  const auth = rig.gate('auth');
  auth.hold();
  const sixth = await knock(rig, '__proto__ 6', byToken('t-proto'));
  await auth.releaseAll();
  await auth.open();
  await rig.settle();
  talksOn(sixth);
  await rig.settle();
  await wasRefused(sixth, 'comes when five of that user are in', 429, `${WHY} A userId is any string, also this one.`);
  neverHeard(sixth, witness);
}
