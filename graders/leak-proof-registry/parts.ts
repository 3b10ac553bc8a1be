/** An echo that comes as the protocol and the network may bring it: in parts. */
import { Mismatch } from '../../src/rig/check.ts';
import { parseJson } from '../../src/rig/clients/inbox.ts';
import { frames } from '../../src/rig/frames.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { shorten } from '../../src/rig/shorten.ts';
import { ANSWERS } from './peers.ts';

const TEXT = 'Wie sp\u00e4t ist es?';

/** In two fragments, cut within a character, with a Ping between them; the network cuts within each frame. Settles. */
export async function echoesInParts(rig: Rig, name: string): Promise<void> {
  const client = await rig.rawWebSocket('/', { name });
  const message = Buffer.from(JSON.stringify({ type: 'echo', text: TEXT }));
  const cut = message.findIndex((byte) => byte > 0x7f) + 1;
  const [first, rest] = [message.subarray(0, cut), message.subarray(cut)];
  const sent = [frames.text(first, { fin: false }), frames.ping('still here?'), frames.continuation(rest)];
  await client.sendInPieces(sent, [1, 9, first.length + 9, first.length + 30]);
  await rig.settle();
  const found = client.messages.filter(({ text }) => field(text, 'text') === TEXT);
  const [reply = client.messages.find(({ text }) => ANSWERS.includes(String(field(text, 'type'))))] = found;
  if (found.length === 1 && field(reply?.text, 'type') === 'echo') return client.link.cut();
  const received = (found.length > 0 || !reply ? found : [reply]).map(({ text }) => shorten(text ?? '')).join(', ');
  throw new Mismatch({
    expected: `${name} sends an echo of "${TEXT}" in two fragments, with a Ping between them, and receives it once.`,
    received: client.ended ? 'The connection ended.' : received ? `${received}.` : 'No echo came.',
    why: 'A message is whole with its last fragment, and a frame with its last byte, which may come in another segment than its first. A Ping between two fragments is no part of the message.',
    at: (found.at(-1) ?? reply)?.at ?? client.link.last(),
  });
}

/** Sent as soon as the server has answered the handshake, and before anything else has been heard. Settles. */
export async function echoesTheInstant(rig: Rig, name: string): Promise<void> {
  const message = JSON.stringify({ type: 'echo', text: TEXT });
  const client = await rig.rawWebSocket('/', { name, onOpen: [frames.text(message)] });
  await rig.settle();
  const found = client.messages.filter(({ text }) => field(text, 'text') === TEXT);
  if (found.length === 1) return client.link.cut();
  throw new Mismatch({
    expected: `${name} sends an echo of "${TEXT}" the instant she is connected, and receives it once.`,
    received: found.length === 0 ? 'No echo came.' : `It came ${found.length} times.`,
    why: 'A connection is open with the answer to its handshake: who begins to listen later has missed what was said by then.',
    at: found.at(-1)?.at ?? client.link.last(),
  });
}

/** Of a text that may be no JSON. */
function field(text: string | undefined, name: string): unknown {
  return fieldOf(parseJson(text ?? ''), name);
}
