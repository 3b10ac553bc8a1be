/** Peers that break the protocol (RFC 6455), each in one way; a server has to end their connection. */
import { Mismatch } from '../../src/rig/check.ts';
import { type FrameToSend, frames } from '../../src/rig/frames.ts';
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';

export interface Hostile {
  readonly name: string;
  readonly send: readonly FrameToSend[];
  /** A message that it sends first, and that is none of its faults. */
  readonly asks?: object;
}

const NOT_UTF8 = Uint8Array.of(0x68, 0xff, 0xfe);

export const unmasked: Hostile = { name: 'an unmasked frame', send: [frames.text('{}', { mask: 'none' })] };

/** RFC 6455 §5.1, §5.2, §5.4, §5.5, §8.1. */
export const hostilePeers: readonly Hostile[] = [
  unmasked,
  { name: 'a frame with a reserved bit set', send: [frames.text('{}', { rsv: 0b010 })] },
  { name: 'a frame with the reserved opcode 3', send: [frames.text('{}', { opcode: 3 })] },
  { name: 'a text that is no UTF-8', send: [frames.text(NOT_UTF8)] },
  { name: 'a ping of 126 bytes', send: [frames.ping('x'.repeat(126))] },
  { name: 'a ping in fragments', send: [frames.ping('x', { fin: false })] },
  { name: 'a continuation of nothing', send: [frames.continuation('{}')] },
  { name: 'a new message inside another', send: [frames.text('{', { fin: false }), frames.text('}')] },
];

/** The longest time from a Close frame to the end of the stream, ms. */
const GIVES_UP_WITHIN_MS = 31_000;

/** The peer connects and sends it; the server must end the connection. */
export async function endsAt(rig: Rig, { name, send, asks }: Hostile): Promise<void> {
  const mallory = await rig.rawWebSocket('/', { name: `mallory with ${name}` });
  if (asks) {
    mallory.send(frames.text(JSON.stringify(asks)));
    await rig.settle();
  }
  mallory.send(...send);
  await rig.settle();
  // A client answers a Close frame, and then it is the server that ends TCP (RFC 6455 §7.1.1).
  if (mallory.frames.some(({ kind }) => kind === 'close') && !mallory.ended) mallory.send(frames.close(1000));
  await rig.settle();
  const isClosed = mallory.frames.some(({ kind }) => kind === 'close');
  // A server may wait for an answer that it no longer reads, but not for ever: ws gives up after 30 s.
  if (isClosed && !mallory.ended) await rig.clock.advance(GIVES_UP_WITHIN_MS);
  if (mallory.ended) return mallory.link.cut();
  throw new Mismatch({
    expected: `mallory sends ${name}. The server ends her connection.`,
    received: isClosed
      ? 'A Close frame came, and was answered; half a minute later the stream has still no end.'
      : 'The connection is still open.',
    why: 'What follows a broken frame cannot be read any more: nobody knows where the next one begins.',
    at: mallory.link.last(),
  });
}

/** The client sends a Close frame, and leaves it to the server to end TCP (RFC 6455 §7.1.1). */
export async function endsAfterClose(rig: Rig, name: string): Promise<void> {
  const client = await rig.rawWebSocket('/', { name });
  client.send(frames.close(1000));
  await rig.settle();
  if (!client.ended) await rig.clock.advance(GIVES_UP_WITHIN_MS);
  if (client.ended) return client.link.cut();
  throw new Mismatch({
    expected: `${name} sends a Close frame, and waits. The server ends the connection.`,
    received: 'Half a minute later the stream has still no end.',
    why: 'After the two Close frames it is the server that ends TCP: a client that waits for it is held for ever by one that does not.',
    at: client.link.last(),
  });
}

/** The server's process has given up its own end of the connection of somebody who has gone. */
export async function isLetGo(rig: Rig, { name, link }: WebSocketClient): Promise<void> {
  if (!(await rig.holds(link))) return;
  throw new Mismatch({
    expected: `${name} has gone. The server has ended its own side of the connection as well.`,
    received: 'Its socket is still there, half open.',
    why: 'TCP has two sides: a socket that nobody ends is held for ever, also one that no registry knows any more.',
    at: link.last(),
  });
}
