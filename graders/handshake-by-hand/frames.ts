/** What a server may send (RFC 6455 §5), and what it has sent in words. */
import { isUtf8 } from 'node:buffer';
import { Mismatch } from '../../src/rig/check.ts';
import type { RawWebSocketClient, ReceivedFrame } from '../../src/rig/raw-websocket.ts';
import { WaitedInVain } from '../../src/rig/world/errors.ts';

/** RFC 6455 §7.4.1: they stand for "no Close frame came", and the like. */
const NEVER_SENT = [1005, 1006, 1015];
/** Frames that are quoted. */
const QUOTED = 5;

/** Every frame that has come keeps to the standard: unmasked, no reserved bits, the shortest length, one Close at the end. */
export function expectSound(client: RawWebSocketClient): void {
  expectSoundFrames(client);
  if (!client.problem) return;
  throw new Mismatch({
    expected: 'What the server sends after the 101 can be read as frames, and its fragments as messages.',
    received: client.problem,
    why: 'A client reads the stream frame by frame; where one is wrong nothing behind it can be trusted.',
    at: client.frames.at(-1)?.at ?? client.link.last(),
  });
}

/** As `expectSound`, where the last frame may be cut off. */
export function expectSoundFrames(client: RawWebSocketClient): void {
  for (const frame of client.frames) {
    const fault = faultOf(frame);
    if (fault) throw new Mismatch({ ...fault, at: frame.at });
  }
  const close = client.frames.findIndex(({ kind }) => kind === 'close');
  const after = close < 0 ? undefined : client.frames[close + 1];
  if (after) {
    throw new Mismatch({
      expected: 'A Close frame is the last frame that the server sends.',
      received: `After it came ${describeFrame(after)}.`,
      why: 'A Close says that no more data follows; a client has stopped listening by then.',
      at: after.at,
    });
  }
}

type Fault = { readonly expected: string; readonly received: string; readonly why: string };

function faultOf(frame: ReceivedFrame): Fault | undefined {
  const { fields, kind, close } = frame;
  const what = describeFrame(frame);
  if (fields.masked) {
    return {
      expected: 'The frames that the server sends are not masked.',
      received: `It sent ${what} with the MASK bit set: the second byte is ${hex(0x80 | (fields.length < 126 ? fields.length : fields.lengthBits === 16 ? 126 : 127))}.`,
      why: 'Only clients mask. A client must close the connection at a masked frame, and browsers do.',
    };
  }
  if (fields.rsv !== 0 || kind === 'reserved') {
    return {
      expected: 'The frames that the server sends have no reserved bits and no reserved opcode.',
      received: `It sent ${what}; the first byte is ${hex((fields.fin ? 0x80 : 0) | (fields.rsv << 4) | fields.opcode)}.`,
      why: 'What no extension has given a meaning a client must refuse.',
    };
  }
  const shortest = fields.length < 126 ? 7 : fields.length < 0x10000 ? 16 : 64;
  if (fields.lengthBits !== shortest) {
    return {
      expected: `A length of ${fields.length} is stated in ${shortest} bits, the shortest form that holds it.`,
      received: `It sent ${what}, its length in ${fields.lengthBits} bits.`,
      why: 'Up to 125 fit into the second byte, up to 65,535 into two more, and only what is longer takes eight.',
    };
  }
  if (fields.opcode >= 8 && (!fields.fin || fields.length > 125)) {
    return {
      expected: 'Control frames have at most 125 bytes and are not fragmented.',
      received: `It sent ${what}.`,
      why: 'A Ping, Pong or Close must fit between any two frames without making anybody wait.',
    };
  }
  if (close && kind === 'close' && (fields.length === 1 || NEVER_SENT.includes(close.code ?? 0))) {
    return {
      expected:
        'A Close frame has no payload, or one that begins with a code of two bytes; 1005, 1006 and 1015 are never on the wire.',
      received: fields.length === 1 ? 'It sent a Close frame with a payload of one byte.' : `It sent ${what}.`,
      why: 'Those codes are what a program reports when no code came. To say nothing, send a Close without a payload.',
    };
  }
  if (close && kind === 'close' && !isUtf8(frame.payload.subarray(2))) {
    return {
      expected: 'The reason in a Close frame is UTF-8.',
      received: `It sent ${what}, and a reason of ${fields.length - 2} bytes that is not.`,
      why: 'A reason is a text, and has at most 123 bytes: cut it between two characters, or send none.',
    };
  }
  return undefined;
}

/** What a Close says that nobody asked for, after a sentence; empty without one. @param from the first frame looked at */
export function onClose(client: RawWebSocketClient, from: number): string {
  const code = client.frames.slice(from).find(({ kind }) => kind === 'close')?.close?.code;
  return (code !== undefined && MISTAKEN[code]) || '';
}

const MISTAKEN: Readonly<Record<number, string>> = {
  1002: ' A Close with 1002 says that a frame broke the rules. No frame here does: has the server read other bytes than were sent, or does it forbid what the standard allows?',
  1007: ' A Close with 1007 says that a text was not UTF-8. Each text here is: has the server read other bytes than were sent, or taken for a text what is none?',
};

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

/** The frames from the nth on, a problem, the end: what a student should know of what came. */
export function describeFrames(client: RawWebSocketClient, from = 0): string {
  const { ended, problem } = client;
  const come = client.frames.slice(from);
  const more = come.length > QUOTED ? [`and ${come.length - QUOTED} more`] : [];
  const sentences = [
    come.length === 0
      ? 'No frame came.'
      : `${capital([...come.slice(0, QUOTED).map(describeFrame), ...more].join(', '))}.`,
  ];
  if (problem) sentences.push(problem);
  if (ended) sentences.push(ended.how === 'fin' ? 'The server ended the connection.' : 'The connection was reset.');
  return sentences.join(' ');
}

export function describeFrame({ kind, fields, text, close }: ReceivedFrame): string {
  if (kind === 'close')
    return close?.code === undefined ? 'a Close frame without a code' : `a Close frame with ${close.code}`;
  if (kind === 'reserved') return `a frame with the opcode ${fields.opcode}`;
  const isShort = text !== undefined && text.length > 0 && text.length <= 40 && kind !== 'binary';
  const payload = isShort
    ? ` ${JSON.stringify(text)}`
    : ` of ${fields.length} ${fields.length === 1 ? 'byte' : 'bytes'}`;
  const names = {
    text: 'a text frame',
    binary: 'a binary frame',
    continuation: 'a continuation',
    ping: 'a Ping',
    pong: 'a Pong',
  };
  return `${names[kind]}${payload}${fields.fin ? '' : ' (FIN 0)'}`;
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Waits for what may come within 2 s and may not. */
export async function comesOrNot(wait: Promise<unknown>): Promise<void> {
  try {
    await wait;
  } catch (error) {
    if (!(error instanceof WaitedInVain)) throw error;
  }
}
