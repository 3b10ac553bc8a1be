/** Who comes and goes when there is only so much room. */
import { Mismatch } from '../../src/rig/check.ts';
import { frames } from '../../src/rig/frames.ts';
import type { RawWebSocketClient } from '../../src/rig/raw-websocket.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { notInAHurry, type Person, stillOpen } from './pool.ts';

const TRY_AGAIN_LATER = 1013;

/** They come one after the other, and each is let in. @param because the room there is, in words */
export async function letIn(rig: Rig, names: readonly string[], because: string): Promise<readonly Person[]> {
  const why = 'A place that is free and not given away is lost; one that is never given back is lost for good.';
  const people: Person[] = [];
  for (const name of names) {
    const outcome = await rig.tryOpen('/ws', { name });
    if (outcome.outcome !== 'open') {
      throw new Mismatch({
        expected: `${because}: ${name} is let in.`,
        received: outcome.outcome === 'refused' ? `The answer has status ${outcome.status}.` : outcome.error,
        why,
        at: outcome.at,
      });
    }
    const person = { name, client: outcome.client, openedAt: rig.clock.now() };
    await notInAHurry(rig, person);
    people.push(person);
  }
  await rig.settle();
  stillOpen(people, `comes. ${because}`, why);
  return people;
}

/** The pool is full: 503 with Retry-After, or Close 1013. Settles. The client answers nothing. */
export async function turnedAway(rig: Rig, name: string, because: string): Promise<RawWebSocketClient> {
  const peer = await rig.tryRawWebSocket('/ws', { name });
  await rig.settle();
  const { answer } = peer;
  const close = peer.frames.find(({ kind }) => kind === 'close');
  const fail = (received: string, at = answer?.at ?? peer.link.last()) => {
    throw new Mismatch({
      expected: `${because}. ${name} is turned away: by status 503 with Retry-After, or by a Close frame with code ${TRY_AGAIN_LATER}.`,
      received,
      why: 'A pool that lets in more than it can serve serves nobody, and a client that is told nothing comes back at once.',
      at,
    });
  };
  if (!answer) return fail(peer.ended ? 'The connection was ended without an answer.' : 'No answer came.');
  if (answer.status === 101) {
    if (!close) return fail(peer.ended ? 'It was let in, and cut off without a Close frame.' : 'It was let in.');
    if (close.close?.code !== TRY_AGAIN_LATER)
      fail(`The Close frame has code ${close.close?.code ?? 'none'}.`, close.at);
    return peer;
  }
  if (answer.status !== 503) fail(`The answer has status ${answer.status}.`);
  const retry = answer.headers['retry-after'] ?? '';
  if (!/^\d+$/.test(retry) && !isHttpDate(retry))
    fail(retry ? `Retry-After is "${retry}".` : 'The answer has status 503 and no Retry-After.');
  if (!peer.ended) fail('After the 503 the server keeps the connection open.');
  return peer;
}

/** `Sat, 03 Jan 2026 04:05:06 GMT`: what a server may send (RFC 9110 §5.6.7). */
function isHttpDate(text: string): boolean {
  const date = new Date(text);
  return Number.isFinite(date.getTime()) && date.toUTCString() === text;
}

/** Who was turned away answers as it should, and is gone. */
export async function goesAway(peer: RawWebSocketClient): Promise<void> {
  if (peer.answer?.status === 101 && !peer.ended) peer.send(frames.close(TRY_AGAIN_LATER));
  peer.end();
  await peer.link.cut();
}

/** Who was turned away sends what is no frame, and is reset. Settles. */
export async function garblesAndGoes(rig: Rig, peer: RawWebSocketClient): Promise<void> {
  if (peer.answer?.status === 101 && !peer.ended) peer.write(NO_FRAME);
  await rig.settle();
  await peer.link.cut();
  await rig.settle();
}

/** The ways out of the pool that are a client's own. */
export const exits: readonly { readonly how: string; readonly leave: (person: Person) => Promise<unknown> }[] = [
  { how: 'has sent a Close frame', leave: ({ client }) => client.close(1000) },
  { how: 'has ended its stream without a Close frame', leave: ({ client }) => client.link.fin() },
  { how: 'has been reset', leave: ({ client }) => client.link.cut() },
];

/** With bits and an opcode that do not exist. */
export const NO_FRAME = Uint8Array.of(0xf3, 0x80, 1, 2, 3, 4);

/** Somebody who is let in, sends a frame with an opcode that does not exist, and goes. Settles. */
export async function sendsNoFrame(rig: Rig, name: string): Promise<void> {
  const peer = await rig.rawWebSocket('/ws', { name });
  peer.write(NO_FRAME);
  await rig.settle();
  await peer.link.cut();
  await rig.settle();
}

/** Requests at /ws that are no whole handshake: each is told so, by a 4xx where it can be. */
export async function badHandshakes(rig: Rig): Promise<void> {
  const plain = await rig.http('GET', '/ws');
  const keyless = await rig.tryRawWebSocket('/ws', {
    name: 'no key',
    headers: { 'Sec-WebSocket-Key': undefined },
  });
  for (const [what, status, at] of [
    ['GET /ws, which asks for no upgrade,', plain.status, plain.at],
    ['A handshake without Sec-WebSocket-Key', keyless.answer?.status, keyless.answer?.at ?? keyless.link.last()],
  ] as const) {
    if (status !== undefined && status >= 400 && status < 500) continue;
    throw new Mismatch({
      expected: `${what} is answered with a 4xx status.`,
      received: status === undefined ? 'No answer came.' : `The answer has status ${status}.`,
      why: 'It is no WebSocket, so it must not be treated as one.',
      at,
    });
  }
  await keyless.link.cut();
  const broken = await rig.raw({ name: 'broken off' });
  broken.write('GET /ws HTTP/1.1\r\nHost: pool\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n');
  await rig.settle();
  await broken.link.cut();
}

const HANDSHAKE = [
  'GET /ws HTTP/1.1',
  'Host: pool',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/** Their handshakes reach the server in one turn. Settles. */
export async function comeAtOnce(rig: Rig, names: readonly string[]): Promise<void> {
  const rivals = [];
  for (const name of names) rivals.push(await rig.raw({ name }));
  await rig.together(...rivals.map((rival) => () => rival.write(HANDSHAKE)));
  await rig.settle();
}
