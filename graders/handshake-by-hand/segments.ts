/** Frames of every length (RFC 6455 §5.2), and how TCP may cut them or put them together. */
import { frames } from '../../src/rig/frames.ts';
import type { RawWebSocketClient } from '../../src/rig/raw-websocket.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { bytes, echoes, type Said, text, whole } from './echoes.ts';

/** A frame in two halves: what follows a mask of zeros is sent as it is. */
const HALVES = text('halfhalf');
const HALF = frames.text('half', { length: 8, mask: new Uint8Array(4) });
const OTHER_HALF = new TextEncoder().encode('half');

const SEGMENT = 'TCP knows no frames: read on while the buffer holds a whole one, and keep the rest.';

/** A client whose first frame and a half come with the request, and the rest the instant it has read 101. Settles. */
export async function opensInAHurry(rig: Rig, name: string): Promise<RawWebSocketClient> {
  const early = text('with the request');
  const client = await rig.rawWebSocket('/ws', {
    name,
    pieces: [90],
    head: [whole(early), HALF],
    onOpen: OTHER_HALF,
    answersPings: true,
  });
  const why =
    'What comes in one segment with the request is the `head` of the upgrade event, and what comes later goes on where it ended.';
  const what = `${name} sends a frame and half of another in one segment with her request, and the other half as soon as she has read 101`;
  await echoes(rig, client, { what, why, expected: [early, HALVES], since: 'the opening' }, () => undefined);
  return client;
}

/** So many bytes in one frame. Settles. */
export async function inOneFrame(rig: Rig, client: RawWebSocketClient, size: number): Promise<void> {
  const said = bytes(size);
  const what = `${client.name} sends ${size} ${size === 1 ? 'byte' : 'bytes'} in one frame`;
  const why =
    size === 0
      ? 'A message may be empty, and comes back as an empty one.'
      : 'Up to 125 the second byte is the length; 126 says that two more bytes are, 127 that eight are.';
  await echoes(rig, client, { what, why, expected: [said] }, () => client.send(whole(said)));
}

/** A large message, which a server might put off, and a text right behind it. Settles. */
export async function largeAndNext(rig: Rig, client: RawWebSocketClient, large: Said): Promise<void> {
  const two = [large, text('right behind')];
  const what = `${client.name} sends ${large.payload.length} bytes and a text in one segment`;
  const why = 'Messages come back in the order in which they came: what takes longer is not overtaken.';
  await echoes(rig, client, { what, why, expected: two }, () => client.send(...two.map(whole)));
}

/** Three texts in one segment. Settles. */
export async function threeTogether(rig: Rig, client: RawWebSocketClient, three: readonly Said[]): Promise<void> {
  const what = `${client.name} sends three text frames in one segment`;
  const why = `${SEGMENT} And any UTF-8 is a text, also U+FFFD, which stands for what could not be read.`;
  await echoes(rig, client, { what, why, expected: three }, () => client.send(...three.map(whole)));
}

/** As many messages as a client sends, in one segment. Settles. */
export async function onAndOn(rig: Rig, client: RawWebSocketClient): Promise<void> {
  const numbered = Array.from({ length: 150 }, (_, n) => text(`${n + 1}`));
  const what = `${client.name} sends ${numbered.length} texts, each with its number, in one segment`;
  const why = `${SEGMENT} And a client may say as much as it likes.`;
  await echoes(rig, client, { what, why, expected: numbered }, () => client.send(...numbered.map(whole)));
}

/** Three messages, each byte in a segment of its own. Settles. */
export async function byteByByte(rig: Rig, client: RawWebSocketClient, three: readonly Said[]): Promise<void> {
  const what = `${client.name} sends three frames, one byte at a time`;
  await echoes(rig, client, { what, why: SEGMENT, expected: three }, () => client.sendInPieces(three.map(whole), 1));
}

/** Between the halves of one client's frame another sends a text of his own, and 20 seconds go by. Settles. */
export async function halvesApart(rig: Rig, her: RawWebSocketClient, him: RawWebSocketClient): Promise<void> {
  await her.sendInPieces([HALF], []);
  const meanwhile = `${him.name} sends a text while half a frame of ${her.name} has come`;
  const mine = text('mine');
  await echoes(rig, him, { what: meanwhile, why: SEGMENT, expected: [mine] }, () => him.send(whole(mine)));
  await rig.clock.advance(20_000);
  const other = `${her.name} sends the other half of her frame, more than 20 seconds after the first`;
  await echoes(rig, her, { what: other, why: `${SEGMENT} The rest may take its time.`, expected: [HALVES] }, () =>
    her.write(OTHER_HALF),
  );
}

/** A large message and a text, cut at every byte of their headers. Settles. */
export async function cutInHeaders(rig: Rig, client: RawWebSocketClient, large: Said): Promise<void> {
  const { length } = large.payload;
  const two = [large, text('next')];
  const cuts = [1, 2, 3, 4, 6, 8, 10, 12, 14, 200, length + 10, length + 17];
  const what = `${client.name} sends ${length} bytes and a text, cut inside their headers`;
  await echoes(rig, client, { what, why: SEGMENT, expected: two }, () => client.sendInPieces(two.map(whole), cuts));
}
