/** Several handshakes at once, and frames that are sent before it is clear whether anybody may send them. */
import { Mismatch } from '../../src/rig/check.ts';
import type { RawConnection, Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { encodeFrame, opcode } from '../../src/wire/websocket.ts';
import { byToken, isIn, type Shown } from './credentials.ts';
import { isTalk, textOf } from './talk.ts';

/** The sample of RFC 6455 §1.3. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
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
  await rig.together(...contenders.map((one) => () => one.write(request(ticket))));
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

function request(ticket: string): string {
  const lines = [
    `GET /ws?ticket=${encodeURIComponent(ticket)} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${KEY}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
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
export async function leavesEarly(rig: Rig, { path, headers }: Shown): Promise<void> {
  const leaving = await rig.handshake(path, { name: 'ana (gives up)', headers });
  await leaving.link.cut();
}

/** Six handshakes of one user, and the answers of verify in an order of the seed: five get in. */
export async function fiveOfSix(rig: Rig): Promise<void> {
  const auth = rig.gate('auth');
  auth.hold();
  const six = [];
  for (let n = 1; n <= 6; n++) six.push(await rig.handshake('/ws', { name: `mia ${n}`, ...byToken('t-mia') }));
  await auth.releaseAll();
  await auth.open();
  await rig.settle();
  const inside = six.filter(({ outcome }) => isIn(outcome));
  if (inside.length === 5) return;
  throw new Mismatch({
    expected: 'Six handshakes of mia come at once: five get in, and one is refused.',
    received: `${inside.length} got in.`,
    why: 'Who counts before verify has answered, and adds after it, counts what is long out of date.',
    at: inside.at(-1)?.link.last() ?? auth.operations.at(-1)?.at,
  });
}
