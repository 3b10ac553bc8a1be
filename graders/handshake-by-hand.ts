/** The checks of E2, handshake and frames by hand. Their vocabulary stands in handshake-by-hand/. */
import type { Check } from '../src/rig/check.ts';
import { frames } from '../src/rig/frames.ts';
import type { Rig } from '../src/rig/rig.ts';
import {
  atOnce,
  closeAtOnce,
  closes,
  closings,
  comeAndGo,
  HALF_A_CHARACTER,
  holdsNobodyUp,
  leavesWithoutClose,
} from './handshake-by-hand/closings.ts';
import {
  answersPing,
  areLetIn,
  bytes,
  echoes,
  fragments,
  isServed,
  mayBeSilent,
  speakAtOnce,
  text,
  whole,
} from './handshake-by-hand/echoes.ts';
import {
  helPingLo,
  ignoresPong,
  inManyFragments,
  messagesOfTheirOwn,
  pingAfterHel,
  pingsOnAndOn,
  wholeAfterThat,
} from './handshake-by-hand/fragmentation.ts';
import { isRefused, openings, opens, refused } from './handshake-by-hand/handshakes.ts';
import {
  byteByByte,
  cutInHeaders,
  halvesApart,
  inOneFrame,
  largeAndNext,
  onAndOn,
  opensInAHurry,
  threeTogether,
} from './handshake-by-hand/segments.ts';
import { isCutOff, LIMIT, violations } from './handshake-by-hand/violations.ts';

/** With wes they are as many as a server has at once. */
const OTHERS = 49;

async function accept(rig: Rig): Promise<void> {
  // Every way of asking is answered with 101 and the proof for its own key.
  for (const opening of openings) await opens(rig, opening);
}

async function refusals(rig: Rig): Promise<void> {
  const wes = await rig.rawWebSocket('/ws', { name: 'wes', answersPings: true });
  // 1. What does not open a WebSocket at /ws is answered and ended.
  for (const request of refused) await isRefused(rig, request);
  // 2. wes has not noticed, and others come in.
  await isServed(rig, wes, 'still here');
  await areLetIn(rig, OTHERS, 'When others have been refused');
}

async function framing(rig: Rig): Promise<void> {
  // 1. A frame and a half together with the request, and the rest the instant 101 arrives.
  const ana = await opensInAHurry(rig, 'ana');
  // 2. Every form of the length, and every kind of byte; no message overtakes a large one.
  for (const size of [0, 1, 125, 126, 65_535, 65_536]) await inOneFrame(rig, ana, size);
  await largeAndNext(rig, ana, text('large '.repeat(40_000)));
  // 3. Texts as odd as they may be, three in one segment; and many.
  const odd = '"Zoë" e\u0301 \u{1f4c8}\r\n\0\ufffd\uffff';
  await threeTogether(rig, ana, [text(odd), text(''), text('\ufeffmarked')]);
  const cy = await rig.rawWebSocket('/ws', { name: 'cy', answersPings: true });
  await onAndOn(rig, cy);
  // 4. Byte at a time, and cut inside every header.
  const bo = await rig.rawWebSocket('/ws', { name: 'bo' });
  await byteByByte(rig, bo, [text('ping'), bytes(0), text('close')]);
  for (const large of [bytes(300), bytes(70_000)]) await cutInHeaders(rig, bo, large);
  // 5. A frame in halves that come far apart; two in one turn.
  await halvesApart(rig, await rig.rawWebSocket('/ws', { name: 'di' }), ana);
  await speakAtOnce(rig, ana, cy);
}

async function fragmented(rig: Rig): Promise<void> {
  // 1. Pings alone, each twice: with text, with nothing, with the most that there may be; and many.
  const cy = await rig.rawWebSocket('/ws', { name: 'cy' });
  for (const payload of ['ping', '', bytes(125).payload]) {
    await answersPing(rig, cy, `cy sends a Ping of ${payload.length} bytes`, payload);
    await answersPing(rig, cy, `cy sends the same Ping of ${payload.length} bytes once more`, payload);
  }
  await pingsOnAndOn(rig, await rig.rawWebSocket('/ws', { name: 'dot' }));
  // A Pong is not answered.
  const ana = await rig.rawWebSocket('/ws', { name: 'ana' });
  await ignoresPong(rig, ana);
  // 2. "Hel", a Ping that is answered before the message is finished, "lo".
  await pingAfterHel(rig, ana);
  // bo, who has the same key, has begun a message of his own meanwhile; neither touches the other.
  const bo = await rig.rawWebSocket('/ws', { name: 'bo', key: ana.key });
  await messagesOfTheirOwn(rig, ana, bo);
  // 3. All in one segment; many fragments, empty ones; a character that is cut in two; bytes; a message after it.
  await helPingLo(rig, ana);
  await inManyFragments(rig, ana);
  await wholeAfterThat(rig, ana);
}

async function violated(rig: Rig): Promise<void> {
  const wes = await rig.rawWebSocket('/ws', { name: 'wes', answersPings: true });
  // 1. Exactly 1 MiB is a message like any other, in one frame and in fragments.
  const most = { kind: 'text', payload: new Uint8Array(LIMIT).fill(0x61) } as const;
  const other = { kind: 'text', payload: new Uint8Array(LIMIT).fill(0x62) } as const;
  const why = 'A limit is the last value that passes, and it counts the bytes of one message.';
  const [first, ...others] = fragments(other, 1000, 500_000);
  if (!first) throw new Error('A message has a first fragment.');
  const what = 'wes sends exactly 1 MiB in one frame, and another in three with a Ping between them';
  await echoes(rig, wes, { what, why, expected: [most, other], pongs: ['between'] }, () =>
    wes.send(whole(most), first, frames.ping('between'), ...others),
  );
  // 2. Each violation, by a client that was served before.
  for (const violation of violations) await isCutOff(rig, violation);
  // 3. wes has not noticed, and others come in.
  await isServed(rig, wes, 'still here');
  await areLetIn(rig, OTHERS, 'When others have been cut off');
}

async function closing(rig: Rig): Promise<void> {
  const wes = await rig.rawWebSocket('/ws', { name: 'wes', answersPings: true });
  // 1. Each Close is answered by one Close, and then the server ends the connection; also of two at once.
  for (const one of closings) await closes(rig, one);
  await closeAtOnce(rig, atOnce);
  // 2. Some go without a Close: at rest, inside a message, inside a frame.
  const quiet = await rig.rawWebSocket('/ws', { name: 'quiet' });
  await leavesWithoutClose(rig, quiet, 'A client that was quiet goes');
  const inMessage = await rig.rawWebSocket('/ws', { name: 'in a message' });
  inMessage.send(frames.text('Hel', { fin: false }));
  await leavesWithoutClose(rig, inMessage, 'A client sends "Hel" with FIN 0');
  const inFrame = await rig.rawWebSocket('/ws', { name: 'in a frame' });
  inFrame.send(frames.text('Hel', { length: 5 }));
  await leavesWithoutClose(rig, inFrame, 'A client sends three of five bytes of a frame');
  // 3. One reads nothing, some reset the connection. wes has noticed nothing of all this, and others come in.
  await holdsNobodyUp(rig, wes);
  for (const name of ['reset', 'reset in a character']) {
    const client = await rig.rawWebSocket('/ws', { name });
    if (name !== 'reset') client.send(frames.text(HALF_A_CHARACTER, { fin: false }));
    // A fault overtakes what has not arrived.
    await rig.settle();
    await client.link.cut();
  }
  await isServed(rig, wes, 'still here', 'after others were reset, one of them inside a character of a text');
  await comeAndGo(rig, 100);
  await areLetIn(rig, OTHERS, 'When others have gone');
  // 4. Whoever says nothing for an hour stays, also in the middle of a message.
  await mayBeSilent(rig, 65);
}

const lesson = (section: string) => `websocket-on-the-wire#${section}`;

export const checks: readonly Check[] = [
  { id: 'E2.1', title: 'The proof', points: 15, lesson: lesson('opening-handshake'), run: accept },
  { id: 'E2.2', title: 'Refusals', points: 15, lesson: lesson('opening-handshake'), run: refusals },
  { id: 'E2.3', title: 'Frames, however they come', points: 20, lesson: lesson('frames'), run: framing },
  {
    id: 'E2.4',
    title: 'Fragments and Pings',
    points: 15,
    lesson: lesson('fragments-and-control-frames'),
    run: fragmented,
  },
  { id: 'E2.5', title: 'Violations', points: 20, lesson: lesson('fragments-and-control-frames'), run: violated },
  { id: 'E2.6', title: 'The end', points: 15, lesson: lesson('closing'), run: closing },
];

export default checks;
