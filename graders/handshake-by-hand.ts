/** The checks of E2, handshake and frames by hand. Their vocabulary stands in handshake-by-hand/. */
import type { Check } from '../src/rig/check.ts';
import { frames } from '../src/rig/frames.ts';
import type { Rig } from '../src/rig/rig.ts';
import { closes, closings, leavesWithoutClose } from './handshake-by-hand/closings.ts';
import {
  answersPing,
  answersTheLast,
  bytes,
  echoes,
  fragments,
  isServed,
  mayBeSilent,
  text,
  whole,
} from './handshake-by-hand/echoes.ts';
import { isRefused, openings, opens, refused } from './handshake-by-hand/handshakes.ts';
import { isCutOff, LIMIT, violations } from './handshake-by-hand/violations.ts';

async function accept(rig: Rig): Promise<void> {
  // Every way of asking is answered with 101 and the proof for its own key.
  for (const opening of openings) await opens(rig, opening);
}

async function refusals(rig: Rig): Promise<void> {
  const wes = await rig.rawWebSocket('/ws', { name: 'wes' });
  // 1. What does not open a WebSocket at /ws is answered and ended.
  for (const request of refused) await isRefused(rig, request);
  // 2. wes has not noticed.
  await isServed(rig, wes, 'still here');
}

async function framing(rig: Rig): Promise<void> {
  // 1. A frame together with the request, and two the instant 101 arrives.
  const eager = [text('with the request'), text('the instant'), text('101 arrives')];
  const ana = await rig.rawWebSocket('/ws', {
    name: 'ana',
    pieces: [90],
    head: eager.slice(0, 1).map(whole),
    onOpen: eager.slice(1).map(whole),
  });
  const early =
    'What comes in one segment with the request is the `head` of the upgrade event; and one segment may hold several frames.';
  const what = 'ana sends one frame in one segment with her request, and two as soon as she has read 101';
  await echoes(rig, ana, { what, why: early, expected: eager, since: 'the opening' }, () => undefined);
  // 2. Every form of the length, and every kind of byte.
  for (const size of [0, 1, 125, 126, 65_535, 65_536]) {
    const size_ = bytes(size);
    const why = 'Up to 125 the second byte is the length; 126 says that two more bytes are, 127 that eight are.';
    await echoes(
      rig,
      ana,
      { what: `ana sends ${size} ${size === 1 ? 'byte' : 'bytes'} in one frame`, why, expected: [size_] },
      () => ana.send(whole(size_)),
    );
  }
  // 3. Texts as odd as they may be, three in one segment.
  const odd = '"Zoë" e\u0301 \u{1f4c8}\r\n\0\ufffd\uffff';
  const three = [text(odd), text(''), text('\ufeffmarked')];
  const segment = 'TCP knows no frames: read on while the buffer holds a whole one, and keep the rest.';
  const oddly = `${segment} And any UTF-8 is a text, also U+FFFD, which stands for what could not be read.`;
  const asThree = { what: 'ana sends three text frames in one segment', why: oddly, expected: three };
  await echoes(rig, ana, asThree, () => ana.send(...three.map(whole)));
  // 4. Byte at a time, and cut inside every header.
  const bo = await rig.rawWebSocket('/ws', { name: 'bo' });
  const slow = [text('slow'), bytes(0), text('boat')];
  const slowly = { what: 'bo sends three frames, one byte at a time', why: segment, expected: slow };
  await echoes(rig, bo, slowly, () => bo.sendInPieces(slow.map(whole), 1));
  ana.send(frames.text('half', { length: 8, mask: new Uint8Array(4) }));
  const meanwhile = {
    what: 'bo sends a text while half a frame of ana has come',
    why: segment,
    expected: [text('mine')],
  };
  await echoes(rig, bo, meanwhile, () => bo.send(whole(text('mine'))));
  const other = { what: 'ana sends the other half of her frame', why: segment, expected: [text('halfhalf')] };
  await echoes(rig, ana, other, () => ana.write('half'));
  for (const large of [bytes(300), bytes(70_000)]) {
    const two = [large, text('next')];
    const cuts = [1, 2, 3, 4, 6, 8, 10, 12, 14, 200, large.payload.length + 10, large.payload.length + 17];
    const where = `bo sends ${large.payload.length} bytes and a text, cut inside their headers`;
    await echoes(rig, bo, { what: where, why: segment, expected: two }, () => bo.sendInPieces(two.map(whole), cuts));
  }
}

async function fragmented(rig: Rig): Promise<void> {
  const ana = await rig.rawWebSocket('/ws', { name: 'ana' });
  const whyOne = 'FIN says where a message ends: fragments are parts of one message, whatever stands between them.';
  // 1. Pings alone: with text, with nothing, with the most that there may be. A Pong is not answered.
  for (const payload of ['ping', '', bytes(125).payload]) {
    await answersPing(rig, ana, `ana sends a Ping of ${payload.length} bytes`, payload);
  }
  const pong = { what: 'ana sends a Pong that nobody asked for, and "quiet"', why: whyOne, expected: [text('quiet')] };
  await echoes(rig, ana, pong, () => ana.send(frames.pong('unasked'), whole(text('quiet'))));
  // 2. "Hel", a Ping that is answered before the message is finished, "lo".
  const hello = text('Hello');
  const [hel, lo] = fragments(hello, 3);
  if (!hel || !lo) throw new Error('"Hello" has two fragments.');
  const between = 'ana sends "Hel" with FIN 0, then a Ping';
  await answersPing(rig, ana, between, 'in between', () => ana.send(hel, frames.ping('in between')));
  // bo has begun a message of his own meanwhile; neither touches the other.
  const bo = await rig.rawWebSocket('/ws', { name: 'bo' });
  const own = bytes(300);
  const [begin, end] = fragments(own, 100);
  if (!begin || !end) throw new Error('300 bytes have two fragments.');
  await bo.sendInPieces([begin], []);
  const rest = { what: 'ana sends the rest of "Hello", after the Ping', expected: [hello] };
  await echoes(rig, ana, { ...rest, why: `${whyOne} And each connection has messages of its own.` }, () =>
    ana.send(lo),
  );
  const his = { what: 'bo sends the rest of his 300 bytes, begun before her "lo" came', expected: [own] };
  const whyOwn =
    'Each connection reads messages of its own: what one client has begun is no part of what another ends.';
  await echoes(rig, bo, { ...his, why: whyOwn }, () => bo.send(end));
  await answersTheLast(rig, bo, 'bo begins a binary message, and sends', ['one', 'two', 'three'], begin);
  // 3. All in one segment; many fragments, empty ones; a character that is cut in two; bytes; a message after it.
  const again = {
    what: 'ana sends "Hel", a Ping and "lo" in one segment',
    why: whyOne,
    expected: [hello],
    pongs: ['again'],
  };
  await echoes(rig, ana, again, () => ana.send(hel, frames.ping('again'), lo));
  const others = [text('Zoë \u{1f4c8}'), bytes(300), text('')];
  const cut = { what: 'ana sends a text, bytes and an empty text in fragments, some of them empty', expected: others };
  await echoes(rig, ana, { ...cut, why: `${whyOne} A character may be cut in two.` }, () =>
    ana.send(...others.flatMap((said) => fragments(said, 0, 3, 3, 0, ...new Array(150).fill(1)))),
  );
  const after = { what: 'ana sends a text in one frame after that', why: whyOne, expected: [text('whole')] };
  await echoes(rig, ana, after, () => ana.send(whole(text('whole'))));
}

async function violated(rig: Rig): Promise<void> {
  const wes = await rig.rawWebSocket('/ws', { name: 'wes' });
  // 1. Exactly 1 MiB is a message like any other, in one frame and in fragments.
  const most = { kind: 'text', payload: new Uint8Array(LIMIT).fill(0x61) } as const;
  const why = 'A limit is the last value that passes, and it counts the bytes of one message.';
  const [first, ...others] = fragments(most, 1000, 500_000);
  if (!first) throw new Error('A message has a first fragment.');
  const what = 'wes sends exactly 1 MiB in one frame, and again in three with a Ping between them';
  await echoes(rig, wes, { what, why, expected: [most, most], pongs: ['between'] }, () =>
    wes.send(whole(most), first, frames.ping('between'), ...others),
  );
  // 2. Each violation, by a client that was served before.
  for (const violation of violations) await isCutOff(rig, violation);
  // 3. wes has not noticed.
  await isServed(rig, wes, 'still here');
}

async function closing(rig: Rig): Promise<void> {
  const wes = await rig.rawWebSocket('/ws', { name: 'wes' });
  // 1. Each Close is answered by one Close, and then the server ends the connection.
  for (const one of closings) await closes(rig, one);
  // 2. Some go without a Close: at rest, inside a message, inside a frame.
  const quiet = await rig.rawWebSocket('/ws', { name: 'quiet' });
  await leavesWithoutClose(rig, quiet, 'A client that was quiet goes');
  const inMessage = await rig.rawWebSocket('/ws', { name: 'in a message' });
  inMessage.send(frames.text('Hel', { fin: false }));
  await leavesWithoutClose(rig, inMessage, 'A client sends "Hel" with FIN 0');
  const inFrame = await rig.rawWebSocket('/ws', { name: 'in a frame' });
  inFrame.send(frames.text('Hel', { length: 5 }));
  await leavesWithoutClose(rig, inFrame, 'A client sends three of five bytes of a frame');
  // 3. Some reset the connection. wes has noticed nothing of all this.
  for (const name of ['reset', 'reset in a message']) {
    const client = await rig.rawWebSocket('/ws', { name });
    if (name !== 'reset') client.send(frames.text('Hel', { fin: false }));
    // A fault overtakes what has not arrived.
    await rig.settle();
    await client.link.cut();
  }
  await isServed(rig, wes, 'still here');
  // 4. Whoever says nothing for minutes stays.
  await mayBeSilent(rig, await rig.rawWebSocket('/ws', { name: 'hush' }), 10);
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
