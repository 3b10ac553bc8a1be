/** The echo: what was sent comes back, and nothing else does. */
import { Mismatch } from '../../src/rig/check.ts';
import { type FrameToSend, frames } from '../../src/rig/frames.ts';
import type { RawWebSocketClient, ReceivedWhole } from '../../src/rig/raw-websocket.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { describeFrames, expectSound, onClose } from './frames.ts';

/** A message, as it is sent and as it must come back. */
export interface Said {
  readonly kind: 'text' | 'binary';
  readonly payload: Uint8Array;
}

export function text(payload: string): Said {
  return { kind: 'text', payload: new TextEncoder().encode(payload) };
}

/** Bytes of every value, among them many that are no UTF-8. */
export function bytes(length: number): Said {
  return { kind: 'binary', payload: Uint8Array.from({ length }, (_, index) => (index * 31 + 0x80) & 0xff) };
}

export function whole({ kind, payload }: Said): FrameToSend {
  return frames[kind](payload);
}

/** The message in fragments of these lengths and the rest. */
export function fragments({ kind, payload }: Said, ...lengths: readonly number[]): FrameToSend[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const length of [...lengths, payload.length]) {
    parts.push(payload.subarray(at, at + length));
    at += length;
  }
  return parts.map((part, n) => frames[n === 0 ? kind : 'continuation'](part, { fin: n === parts.length - 1 }));
}

export interface Echo {
  /** What is sent, in words: `ana sends "Hello" in two fragments`. */
  readonly what: string;
  readonly why: string;
  readonly expected: readonly Said[];
  /** The payloads of the Pongs that come with it; none unless told. */
  readonly pongs?: readonly string[];
  /** From when on frames are looked at; now unless told. */
  readonly since?: 'now' | 'the opening';
}

/** What `act` sends comes back: these messages and no others, in this order. Settles. */
export async function echoes(
  rig: Rig,
  client: RawWebSocketClient,
  { what, why, expected, pongs = [], since = 'now' }: Echo,
  act: () => void | Promise<void>,
): Promise<void> {
  const isNow = since === 'now';
  const before = { frames: isNow ? client.frames.length : 0, messages: isNow ? client.messages.length : 0 };
  await act();
  await rig.settle();
  expectSound(client);
  const come = client.messages.slice(before.messages);
  const answered = client.frames.slice(before.frames).filter(({ kind }) => kind === 'pong');
  const isAnswered = JSON.stringify(answered.map(({ text }) => text)) === JSON.stringify(pongs);
  const wrong = expected.findIndex((said, n) => !isSame(said, come[n]));
  if (wrong < 0 && come.length === expected.length && isAnswered && !client.ended) return;
  const [said, got] = wrong < 0 ? [undefined, come[expected.length]] : [expected[wrong], come[wrong]];
  throw new Mismatch({
    expected: `${what}. ${expected.length + pongs.length === 1 ? 'It comes back' : 'They come back'}: ${[...listed(expected), ...pongs.map((pong) => `a Pong ${JSON.stringify(pong)}`)].join(', ')}, and the connection stays open.`,
    received: `${describeFrames(client, before.frames)}${said && got ? difference(said, got) : ''}`,
    why: (said && got && reasonOf(said, got, expected)) ?? `${why}${onClose(client, before.frames)}`,
    at: got?.at ?? client.frames.at(-1)?.at ?? client.link.last(),
  });
}

function isSame(said: Said, got: ReceivedWhole | undefined): boolean {
  return got?.kind === said.kind && Buffer.compare(got.payload, said.payload) === 0;
}

/** Messages that are quoted, of many. */
const QUOTED = 6;

function listed(all: readonly Said[]): string[] {
  const more = all.length > QUOTED ? [`and ${all.length - QUOTED} more`] : [];
  return [...all.slice(0, QUOTED).map(describe), ...more];
}

function describe({ kind, payload }: Said): string {
  const words = new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload);
  if (kind === 'text' && payload.length > 0 && payload.length <= 40)
    return `the text ${JSON.stringify(words).replaceAll('\ufeff', '\\ufeff')}`;
  return `${kind === 'text' ? 'a text' : 'a binary message'} of ${payload.length} ${payload.length === 1 ? 'byte' : 'bytes'}`;
}

/** Of two messages that are both there; empty when the frames themselves say it. */
function difference(said: Said, got: ReceivedWhole): string {
  if (said.kind !== got.kind) return ` A ${said.kind} message came back as ${got.kind}.`;
  if (said.payload.length !== got.payload.length)
    return ` The message has ${got.payload.length} bytes, not ${said.payload.length}.`;
  const at = said.payload.findIndex((byte, n) => byte !== got.payload[n]);
  return ` The payload differs from byte ${at} on: ${inHex(got.payload, at)} came, ${inHex(said.payload, at)} went.`;
}

/** Why a message that came back is another one; undefined where it says nothing by itself. */
function reasonOf(said: Said, got: ReceivedWhole, expected: readonly Said[]): string | undefined {
  if (got.kind !== said.kind) return 'The opcode tells text from binary: the echo has the one that the message had.';
  const isSaid = expected.some((other) => isSame(other, got));
  const isInWords = /^[a-z ]+$/.test(got.text ?? '');
  const isTrimmed = got.text !== undefined && got.text === new TextDecoder().decode(said.payload).trim();
  const isPart = !isTrimmed && Buffer.from(said.payload).includes(Buffer.from(got.payload));
  if (got.payload.length === said.payload.length && !isSaid && !isInWords)
    return "A byte is unmasked by the byte of its own frame's mask at its index modulo 4; the length and the bytes that follow count from the header's end.";
  if (!isSaid && !isPart)
    return 'An echo says what was said and nothing else: bytes that pass through a string, or words of your own, are another message.';
  return undefined;
}

function inHex(payload: Uint8Array, at: number): string {
  return [...payload.subarray(at, at + 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/**
 * A Ping is answered by one Pong with its payload, and by nothing else. Settles.
 * @param what the act in words
 */
export async function answersPing(
  rig: Rig,
  client: RawWebSocketClient,
  what: string,
  payload: Uint8Array | string,
  act = () => client.send(frames.ping(payload)),
): Promise<void> {
  const before = { frames: client.frames.length, messages: client.messages.length };
  act();
  await rig.settle();
  expectSound(client);
  const come = client.frames.slice(before.frames);
  const pongs = come.filter(({ kind }) => kind === 'pong');
  const sent = Buffer.from(payload);
  const isRight = pongs.length === 1 && pongs[0] && Buffer.compare(pongs[0].payload, sent) === 0;
  if (isRight && client.messages.length === before.messages && !client.ended) return;
  throw new Mismatch({
    expected: `${what}. A Pong with the same ${sent.length} ${sent.length === 1 ? 'byte' : 'bytes'} comes back at once, and nothing else that can be read as a message.`,
    received: describeFrames(client, before.frames),
    why: `By its Ping a client learns whether anybody is still there; a control frame has its answer, and is no message.${onClose(client, before.frames)}`,
    at: come.at(-1)?.at ?? client.link.last(),
  });
}

/**
 * Of several Pings in one segment the last is answered, after any of the others, in their order. Settles.
 * @param what the act in words, without the Pings
 * @param first goes in the segment before them, and is no whole message
 */
export async function answersTheLast(
  rig: Rig,
  client: RawWebSocketClient,
  what: string,
  payloads: readonly string[],
  ...first: readonly FrameToSend[]
): Promise<void> {
  const before = { frames: client.frames.length, messages: client.messages.length };
  client.send(...first, ...payloads.map((payload) => frames.ping(payload)));
  await rig.settle();
  expectSound(client);
  const pongs = client.frames.slice(before.frames).filter(({ kind }) => kind === 'pong');
  const places = pongs.map(({ text }) => payloads.indexOf(text ?? ''));
  const isInOrder = places.every((place, n) => place > (places[n - 1] ?? -1));
  const isLastAnswered = places.at(-1) === payloads.length - 1;
  if (isInOrder && isLastAnswered && client.messages.length === before.messages && !client.ended) return;
  const quoted = payloads.map((payload) => JSON.stringify(payload));
  const between = quoted.length > QUOTED ? ['…'] : quoted.slice(1, -1);
  const pings = [...quoted.slice(0, 1), ...between, ...quoted.slice(-1)].join(', ');
  throw new Mismatch({
    expected: `${what} the Pings ${pings} in one segment. A Pong ${quoted.at(-1)} comes back, before it at most one for each of the others, and nothing else that can be read as a message.`,
    received: describeFrames(client, before.frames),
    why: `Who answers a Ping has read all that came before it, and so the last of several counts: a client that hears nothing of it takes the connection for dead.${onClose(client, before.frames)}`,
    at: (pongs.at(-1) ?? client.frames.at(-1))?.at ?? client.link.last(),
  });
}

/** How late a Ping of the server is answered, ms: within the 30 s that a client has. */
const ANSWERED_AFTER_MS = 29_000;

/** Two clients, one of them in the middle of a message, say nothing for so long but what answers a Ping. Settles. */
export async function mayBeSilent(rig: Rig, minutes: number): Promise<void> {
  const hush = await rig.rawWebSocket('/ws', { name: 'hush' });
  const pensive = await rig.rawWebSocket('/ws', { name: 'pensive' });
  const here = text('still here');
  const [begin, ...end] = fragments(here, 6);
  if (begin) pensive.send(begin);
  const heard = new Map([hush, pensive].map((client) => [client, 0]));
  for (let silent = 0; silent < minutes * 60_000; silent += ANSWERED_AFTER_MS) {
    await rig.clock.advance(ANSWERED_AFTER_MS);
    for (const [client, before] of heard) {
      const pings = client.frames.slice(before).filter(({ kind }) => kind === 'ping');
      heard.set(client, client.frames.length);
      if (pings.length > 0 && !client.ended) client.send(...pings.map(({ payload }) => frames.pong(payload)));
    }
  }
  const silence = `says nothing for ${minutes} minutes, answers each Ping within 30 seconds if any comes,`;
  const why =
    'Silence is no reason to close: a client may have nothing to say, and be there all the same. A Ping may be answered after 29 seconds.';
  const sends = (client: RawWebSocketClient, what: string, rest: readonly FrameToSend[]) =>
    echoes(rig, client, { what, why, expected: [here] }, () => (client.ended ? undefined : client.send(...rest)));
  await sends(hush, `${hush.name} ${silence} and then sends "still here"`, [whole(here)]);
  await sends(pensive, `${pensive.name} sends "still " with FIN 0, ${silence} and then sends "here"`, end);
}

/** Two clients send in one turn, and each gets its own back. Settles. */
export async function speakAtOnce(rig: Rig, her: RawWebSocketClient, him: RawWebSocketClient): Promise<void> {
  const [hers, his] = [text('hers'), text('his')];
  const why = 'What comes back belongs to the connection on which it came, whoever was the last to be heard.';
  const what = (who: string, said: string, other: string) =>
    `${who} sends "${said}" in the turn in which ${other} does`;
  await echoes(rig, him, { what: what(him.name, 'his', her.name), why, expected: [his] }, () =>
    echoes(rig, her, { what: what(her.name, 'hers', him.name), why, expected: [hers] }, () =>
      rig.inOrder(
        () => her.send(whole(hers)),
        () => him.send(whole(his)),
      ),
    ),
  );
}

/** So many clients come and are let in, all at once on the server; the last is served. Settles. */
export async function areLetIn(rig: Rig, count: number, when: string): Promise<void> {
  const others: RawWebSocketClient[] = [];
  for (let n = 1; n <= count; n++) {
    const client = await rig.tryRawWebSocket('/ws', { name: `other ${n}` });
    others.push(client);
    if (client.answer?.status === 101) continue;
    throw new Mismatch({
      expected: `${when}, ${count} clients open /ws, and none of them goes. Each is let in.`,
      received: client.answer
        ? `The ${n}th is answered with status ${client.answer.status}.`
        : `The ${n}th is not answered.`,
      why: 'There is room for 50 at once, and whoever has gone, or was never let in, takes up none: a count that is not taken back shuts the door at last.',
      at: client.answer?.at ?? client.link.last(),
    });
  }
  const last = others.at(-1);
  if (last) await isServed(rig, last, 'hello', `the last of ${count} who are there at once`);
  for (const { link } of others) await link.cut();
}

/** The server still serves this client, whatever others have done. Settles. */
export function isServed(
  rig: Rig,
  client: RawWebSocketClient,
  said: string,
  when = 'after what others did',
): Promise<void> {
  const what = `${client.name} sends ${JSON.stringify(said)}, ${when}`;
  const why = 'What one client does is between it and the server: everybody else goes on.';
  return echoes(rig, client, { what, why, expected: [text(said)] }, () => client.send(whole(text(said))));
}
