/** Clients that break the rules (RFC 6455 §5.1 to §5.5, §7.4, §8.1), each in one way. */
import { Mismatch } from '../../src/rig/check.ts';
import { type FrameToSend, frames } from '../../src/rig/frames.ts';
import type { RawWebSocketClient, ReceivedFrame } from '../../src/rig/raw-websocket.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { comesOrNot, describeFrames, expectSound, expectSoundFrames } from './frames.ts';

/** The longest message, bytes: 1 MiB. */
export const LIMIT = 1024 * 1024;

interface Breach {
  /** What the client sends. */
  readonly what: string;
  readonly send: readonly FrameToSend[];
  /** How "before" was sent; in one frame unless told. */
  readonly before?: readonly FrameToSend[];
  /** Its echo may have been begun, and be cut off with the connection in the middle of a frame. */
  readonly mayBeCut?: true;
  /** Another code that fits as well. */
  readonly orCode?: 1002;
}

export interface Violation extends Breach {
  /** What it breaks, in a sentence. */
  readonly rule: string;
  /** What a Close that answers it says. */
  readonly code: 1002 | 1007 | 1009;
}

/** Each breaks the same rule. */
const breaking = (rule: string, code: Violation['code'], breaches: readonly Breach[]): readonly Violation[] =>
  breaches.map((breach) => ({ ...breach, rule, code }));

const closeOf = (code: number) => Uint8Array.of(code >> 8, code & 0xff);
const part = (payload: string) => frames.text(payload, { fin: false });
const bytes = (...text: readonly number[]) => [frames.text(Uint8Array.from(text))];
/** What a Ping says that is right, and comes before what breaks the rules. */
const BETWEEN = 'between';

export const violations: readonly Violation[] = [
  ...breaking('A client masks each of its frames (RFC 6455 §5.1).', 1002, [
    { what: 'a frame that is not masked', send: [frames.text('bare', { mask: 'none' })] },
    { what: 'an empty frame that is not masked', send: [frames.text('', { mask: 'none' })] },
    { what: 'a Ping that is not masked', send: [frames.ping('bare', { mask: 'none' })] },
    { what: 'a continuation that is not masked', send: [part('Hel'), frames.continuation('lo', { mask: 'none' })] },
  ]),
  ...breaking('The three reserved bits are for extensions, and none was agreed on (RFC 6455 §5.2).', 1002, [
    ...[4, 2, 1].map((rsv, n) => ({ what: `a frame with RSV${n + 1} set`, send: [frames.text('reserved', { rsv })] })),
    { what: 'a Ping with RSV1 set', send: [frames.ping('reserved', { rsv: 4 })] },
    { what: 'a continuation with RSV1 set', send: [part('Hel'), frames.continuation('lo', { rsv: 4 })] },
  ]),
  ...breaking('The opcodes 3 to 7 and 11 to 15 mean nothing yet (RFC 6455 §5.2).', 1002, [
    ...[3, 7, 11, 15].map((opcode) => ({
      what: `a frame with the reserved opcode ${opcode}`,
      send: [frames.text('odd', { opcode })],
    })),
  ]),
  ...breaking('A control frame has at most 125 bytes, and comes in one frame (RFC 6455 §5.5).', 1002, [
    { what: 'a Ping of 126 bytes', send: [frames.ping('x'.repeat(126))] },
    { what: 'a Pong of 126 bytes', send: [frames.pong('x'.repeat(126))] },
    { what: 'a Ping in fragments', send: [frames.ping('pi', { fin: false }), frames.continuation('ng')] },
    { what: 'a Pong in fragments', send: [frames.pong('po', { fin: false }), frames.continuation('ng')] },
    { what: 'a Close of 126 bytes', send: [frames.close(1000, 'x'.repeat(124))] },
    { what: 'a Close in fragments', send: [frames.close(1000, 'by', { fin: false }), frames.continuation('e')] },
  ]),
  ...breaking(
    'A continuation goes on with a message, and a message ends before the next one begins (RFC 6455 §5.4).',
    1002,
    [
      { what: 'a continuation of nothing', send: [frames.continuation('lo')] },
      {
        what: 'a continuation after the last fragment',
        send: [frames.continuation('more')],
        before: [part('be'), frames.continuation('fore')],
      },
      { what: 'a new message inside another', send: [part('Hel'), frames.text('lo')] },
      { what: 'a new message after an empty fragment of another', send: [part(''), frames.text('lo')] },
      { what: 'a binary message inside a text', send: [part('Hel'), frames.binary('lo')] },
    ],
  ),
  ...breaking(
    'The payload of a Close is empty, or begins with a code of two bytes that may be sent (RFC 6455 §5.5.1, §7.4).',
    1002,
    [
      { what: 'a Close with a payload of one byte', send: [{ opcode: 8, payload: Uint8Array.of(3) }] },
      ...[0, 999, 1005, 1006, 1015].map((code) => ({
        what: `a Close with the code ${code}`,
        send: [{ opcode: 8, payload: closeOf(code) }],
      })),
    ],
  ),
  ...breaking(
    'A text is UTF-8, whole characters in their shortest form, up to U+10FFFF and without halves of surrogate pairs (RFC 3629 §3).',
    1007,
    [
      { what: 'a text with the bytes ff fe', send: bytes(0x68, 0xff, 0xfe) },
      { what: 'a text that begins inside a character', send: bytes(0x82, 0x68) },
      { what: 'a text that ends inside a character', send: bytes(0x68, 0xe2, 0x82) },
      ...[0xa0, 0xb0].map((half, n) => ({
        what: `a text with the ${n === 0 ? 'first' : 'second'} half of a surrogate pair`,
        send: bytes(0xed, half, 0x80),
      })),
      { what: 'a text with "/" in two bytes', send: bytes(0xc0, 0xaf) },
      { what: 'a text with "/" in three bytes', send: bytes(0xe0, 0x80, 0xaf) },
      { what: 'a text with "/" in four bytes', send: bytes(0xf0, 0x80, 0x80, 0xaf) },
      {
        what: 'a text of 70000 bytes, the last of which is not UTF-8',
        mayBeCut: true,
        send: [frames.text(new Uint8Array(70_000).fill(0x61).fill(0xff, 69_999))],
      },
      { what: 'a text with a character above U+10FFFF', send: bytes(0xf4, 0x90, 0x80, 0x80) },
      { what: 'a text with a character in five bytes', send: bytes(0xf8, 0x88, 0x80, 0x80, 0x80) },
      {
        what: 'a text in two fragments, the second of which is not UTF-8',
        send: [part('Hel'), frames.continuation(Uint8Array.of(0xff))],
      },
    ],
  ),
  ...breaking(
    'The limit is 1 MiB a message, in however many frames, and the header of a frame says how long it will be.',
    1009,
    [
      { what: 'a message of 1 MiB and a byte', send: [frames.binary(new Uint8Array(LIMIT + 1))] },
      {
        what: 'a text of 1 MiB and a byte, in characters of two bytes and in two fragments',
        mayBeCut: true,
        send: [frames.text('ö'.repeat(LIMIT / 2), { fin: false }), frames.continuation('x')],
      },
      {
        what: 'a fragment of 3 bytes and the header of a continuation of 1 MiB',
        mayBeCut: true,
        send: [part('Hel'), frames.continuation('', { length: LIMIT })],
      },
      {
        what: 'a fragment of 3 bytes, a Ping, and the header of a continuation of 1 MiB',
        mayBeCut: true,
        send: [part('Hel'), frames.ping(BETWEEN), frames.continuation('', { length: LIMIT })],
      },
      {
        what: 'a binary fragment of 3 bytes and the header of a continuation of 1 MiB',
        mayBeCut: true,
        send: [frames.binary('Hel', { fin: false }), frames.continuation('', { length: LIMIT })],
      },
      { what: 'the header of a frame of 1 MiB and a byte', send: [frames.binary('', { length: LIMIT + 1 })] },
      {
        what: 'the header of a frame of 4 GiB and 5 bytes, and 5 bytes',
        send: [frames.binary('hello', { length: 2 ** 32 + 5 })],
      },
      {
        what: 'the header of a frame of 2^53 + 5 bytes, and 5 bytes',
        send: [frames.binary('hello', { length: 2n ** 53n + 5n })],
      },
      {
        what: 'the header of a frame of 2^64 - 1 bytes, all bits of its length set',
        // RFC 6455 §5.2: the first of the 64 bits is 0.
        orCode: 1002,
        send: [frames.binary('', { length: 2n ** 64n - 1n })],
      },
    ],
  ),
];

const AFTER = 'after the violation';

/** A client that has been served breaks the rules once: it is cut off, and nothing of it comes back. */
export async function isCutOff(rig: Rig, violation: Violation): Promise<void> {
  const { what, rule, code, orCode, send, before = [frames.text('before')], mayBeCut } = violation;
  const mallory = await rig.rawWebSocket('/ws', { name: `mallory with ${what}` });
  mallory.send(...before);
  await mallory.nextMessage('the echo of "before"');
  const served = mallory.frames.length;
  // What follows a payload that never comes would be taken for it.
  const isWhole = send.every(({ length }) => length === undefined);
  mallory.send(...send, ...(isWhole ? [frames.text(AFTER), frames.ping(AFTER)] : []));
  await untilCutOff(mallory);
  if (mayBeCut) expectSoundFrames(mallory);
  else expectSound(mallory);
  const wrong = faultOf(mallory, violation, served);
  if (!wrong) return mallory.link.cut();
  throw new Mismatch({
    expected: `mallory sends ${what}. It is not echoed, the server ends the connection, and the Close, if it sends one, says ${code}${orCode ? ` or ${orCode}` : ''}.`,
    received: describeFrames(mallory, served) + (mallory.ended ? '' : ' The connection is still open.'),
    why: `${rule} ${wrong}`,
    at: mallory.frames.at(-1)?.at ?? mallory.link.last(),
  });
}

/** A server that sends a Close may wait for the answer before it ends the connection. After that nothing can come. */
async function untilCutOff(client: RawWebSocketClient): Promise<void> {
  await comesOrNot(client.nextFrame('a Close, or the end', 'close'));
  if (client.ended) return;
  const close = closeFrom(client);
  if (close) client.send(frames.close(close.close?.code));
  await comesOrNot(client.untilEnded('the end of the connection'));
}

function closeFrom(client: RawWebSocketClient): ReceivedFrame | undefined {
  return client.frames.find(({ kind }) => kind === 'close');
}

/** Why it is wrong; undefined when it is right. */
function faultOf(client: RawWebSocketClient, { code, orCode }: Violation, served: number): string | undefined {
  const close = closeFrom(client);
  if (client.messages.length > 1) {
    return 'What breaks the rules is no message, and what follows cannot be trusted: nobody knows what the sender meant.';
  }
  if (client.frames.slice(served).some(({ kind, text }) => kind === 'pong' && text !== BETWEEN)) {
    return 'A client that broke the rules is not answered any more: its connection has failed.';
  }
  if (close && close.close?.code !== code && (!orCode || close.close?.code !== orCode)) {
    return '1002 is a frame that breaks the rules, 1007 a text that is not UTF-8, 1009 a message that is too big: by the code a client learns its mistake.';
  }
  if (!client.ended) return 'A connection that has failed and stays open is held for nobody, for ever.';
  return undefined;
}
