/** Several handshakes at once, and frames that are sent before it is clear whether anybody may send them. */
import { Mismatch } from '../../src/rig/check.ts';
import { handshakeHead } from '../../src/rig/request-text.ts';
import type { RawConnection, Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { encodeFrame, opcode } from '../../src/wire/websocket.ts';
import { byTicket, byToken, describeOutcome, isIn, type Shown, ticketFor } from './credentials.ts';
import { isTalk, textOf } from './talk.ts';

const FIRST_LINE = /^HTTP\/1\.1 (\d{3})/;

/**
 * So many handshakes with one ticket reach the server in one turn, in an order of the seed, and `verify` is answered in
 * another. Who got a 101 talks; at most one of them may be heard.
 */
export async function oneGetsIn(rig: Rig, ticket: string, many: number, witness: WebSocketClient): Promise<void> {
  const auth = rig.gate('auth');
  const contenders: RawConnection[] = [];
  for (let n = 1; n <= many; n++) contenders.push(await rig.raw({ name: `contender ${n}` }));
  auth.hold();
  await rig.together(...contenders.map((one) => () => one.write(request(byTicket(ticket)))));
  await auth.releaseAll();
  // Those who look a ticket up slowly have done so by now.
  await rig.settle();
  await auth.releaseAll();
  await auth.open();
  const before = witness.inbox.length;
  for (const [n, one] of contenders.entries()) {
    if (statusOf(one) === 101 && !one.ended) one.write(sayFrame(`contender ${n + 1} is in`));
  }
  await rig.settle();
  const heard = witness.inbox.slice(before).filter(isTalk);
  for (const one of contenders) await one.link.cut();
  if (heard.length <= 1) return;
  throw new Mismatch({
    expected: `${many} handshakes come with one ticket at once. At most one of them gets in.`,
    received: `${heard.length} got in: ${witness.name} heard ${heard.map((message) => JSON.stringify(textOf(message))).join(' and ')}.`,
    why: 'Where anything is awaited between looking at a ticket and taking it away, the next handshake still finds it there.',
    at: heard[1]?.at,
  });
}

function request({ path, headers }: Shown): string {
  return handshakeHead(path, headers);
}

export function statusOf({ received }: RawConnection): number | undefined {
  const [, status] = FIRST_LINE.exec(new TextDecoder().decode(received.subarray(0, 20))) ?? [];
  return status === undefined ? undefined : Number(status);
}

function sayFrame(text: string): Uint8Array {
  const payload = JSON.stringify({ type: 'say', text });
  return encodeFrame({ opcode: opcode.text, payload, maskKey: Uint8Array.of(1, 2, 3, 4) });
}

/** A client that goes away before verify has answered. */
export async function leavesEarly(rig: Rig, name: string, { path, headers }: Shown): Promise<void> {
  const leaving = await rig.handshake(path, { name: `${name} (gives up)`, headers });
  await leaving.link.cut();
}

const WHY_NOT_IN =
  'A place is taken from the moment when somebody is let in. Who only knocked, and has gone, must not keep others out.';

/** Five of ben's handshakes go away before verify has answered; while it is still asked about them the sixth comes, and is let in. */
export async function sixthAfterFiveHaveGone(rig: Rig): Promise<void> {
  const auth = rig.gate('auth');
  const tickets: string[] = [];
  for (let n = 1; n <= 6; n++) tickets.push(await ticketFor(rig, 't-ben'));
  auth.hold();
  for (const ticket of tickets.slice(1)) await leavesEarly(rig, 'ben', byTicket(ticket));
  const shown = byTicket(tickets[0] ?? '');
  const sixth = await rig.handshake(shown.path, { name: 'ben (stays)', headers: shown.headers });
  const newest = auth.pending.at(-1);
  if (newest) await auth.release(newest);
  // Who asks one question at a time comes to this one now.
  await auth.releaseAll();
  await auth.open();
  await rig.settle();
  if (!isIn(sixth.outcome)) {
    throw new Mismatch({
      expected: 'Five handshakes of ben go away while verify is asked. The next one is let in.',
      received: sixth.outcome ? describeOutcome(sixth.outcome) : 'No answer came.',
      why: WHY_NOT_IN,
      at: sixth.link.last(),
    });
  }
  await sixth.outcome.client.close(1000);
}

/** How the answers of verify come: one by one in an order of the seed, or all in one turn. */
export type Answers = 'one by one' | 'in one turn';

const WHY_FIVE: Readonly<Record<Answers, string>> = {
  'one by one': 'Who counts before verify has answered, and adds after it, counts what is long out of date.',
  'in one turn':
    'Between counting and adding nothing may be awaited, not even for a moment: the next one still counts what was.',
};

/** Six handshakes of one user: five get in. */
export async function fiveOfSix(rig: Rig, answers: Answers): Promise<void> {
  const auth = rig.gate('auth');
  auth.hold();
  const six = [];
  for (let n = 1; n <= 6; n++) six.push(await rig.handshake('/ws', { name: `mia ${n}`, ...byToken('t-mia') }));
  if (answers === 'one by one') await auth.releaseAll();
  await auth.open();
  await rig.settle();
  const inside = six.filter(({ outcome }) => isIn(outcome));
  for (const one of inside) await one.link.cut();
  await rig.settle();
  if (inside.length === 5) return;
  throw new Mismatch({
    expected: `Six handshakes of mia come at once, and verify answers them ${answers}: five get in, and one is refused.`,
    received: `${inside.length} got in.`,
    why: WHY_FIVE[answers],
    at: inside.at(-1)?.link.last() ?? auth.operations.at(-1)?.at,
  });
}
