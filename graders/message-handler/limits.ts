/** Messages at the limit and beyond, and how a connection ends for them. */
import { Mismatch } from '../../src/rig/check.ts';
import { type FrameToSend, frames } from '../../src/rig/frames.ts';
import { because } from '../../src/rig/matchers.ts';
import type { Rig } from '../../src/rig/rig.ts';
import type { Id } from './people.ts';

const LIMIT = 64 * 1024;

/** A SUBSCRIBE of exactly so many bytes: a field that nobody asked for fills it up. */
function filled(id: Id, bytes: number): string {
  const message = (pad: string) => JSON.stringify({ v: 1, id, type: 'SUBSCRIBE', payload: { channels: ['big'] }, pad });
  return message('x'.repeat(bytes - message('').length));
}

/** mallory is subscribed as well: a connection that is being closed is still in the lists. */
const SUBSCRIBE = frames.text(JSON.stringify({ v: 1, id: 's', type: 'SUBSCRIBE', payload: { channels: ['rules'] } }));

export const exactly64KiB = (id: Id) => filled(id, LIMIT);

const oneMore = filled('big', LIMIT + 1);
const HALF = LIMIT / 2;

export const tooLarge: readonly { readonly name: string; readonly send: readonly FrameToSend[] }[] = [
  { name: '65,537 bytes in one frame', send: [frames.text(oneMore)] },
  {
    name: '65,537 bytes in three fragments',
    send: [
      frames.text(oneMore.slice(0, HALF), { fin: false }),
      frames.continuation(oneMore.slice(HALF, LIMIT), { fin: false }),
      frames.continuation(oneMore.slice(LIMIT)),
    ],
  },
];

/** 30,000 characters, 90,000 bytes. */
export const MANY_BYTES = JSON.stringify({
  v: 1,
  id: 'wide',
  type: 'SUBSCRIBE',
  payload: { channels: ['big'] },
  pad: '→'.repeat(30_000),
});

const BY_CODE = 'The code tells the client whether to send less, to send something else, or to stay away.';

/** What of it has to be in a Close frame, sent to a client that sees every frame. */
export async function closesWith(rig: Rig, code: number, name: string, send: readonly FrameToSend[]): Promise<void> {
  const client = await rig.rawWebSocket('/ws?userId=mallory', { name: `mallory, ${name}` });
  client.send(SUBSCRIBE, ...send);
  const answer = client.nextFrame(`the Close frame with code ${code} that answers ${name}`, 'close');
  const close = await because(BY_CODE, answer);
  if (close.close?.code === code) return;
  throw new Mismatch({
    expected: `mallory sends ${name}. The server answers with a Close frame with code ${code}.`,
    received: `The Close frame has ${close.close?.code === undefined ? 'no code' : `code ${close.close.code}`}.`,
    why: BY_CODE,
    at: close.at,
  });
}
