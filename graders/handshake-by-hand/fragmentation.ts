/** Messages in fragments, and what may stand between them (RFC 6455 §5.4, §5.5). */
import { type FrameToSend, frames } from '../../src/rig/frames.ts';
import type { RawWebSocketClient } from '../../src/rig/raw-websocket.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { answersPing, answersTheLast, bytes, echoes, fragments, type Said, text, whole } from './echoes.ts';

const ONE = 'FIN says where a message ends: fragments are parts of one message, whatever stands between them.';

const UNASKED = 'A Pong that nobody asked for says that its sender is there. Nothing answers it (RFC 6455 §5.5.3).';

const HELLO = text('Hello');
const [HEL, LO] = inTwo(HELLO, 3);

function inTwo(said: Said, first: number): readonly [FrameToSend, FrameToSend] {
  const [begin, end] = fragments(said, first);
  if (!begin || !end) throw new Error('A message cut once has two fragments.');
  return [begin, end];
}

/** A Pong that nobody asked for, and a text behind it. Settles. */
export async function ignoresPong(rig: Rig, client: RawWebSocketClient): Promise<void> {
  const quiet = text('quiet');
  const what = `${client.name} sends a Pong that nobody asked for, and "quiet"`;
  const act = () => client.send(frames.pong('unasked'), whole(quiet));
  await echoes(rig, client, { what, why: UNASKED, expected: [quiet] }, act);
}

/** "Hel" and a Ping, which is answered at once. The message is not finished then. Settles. */
export async function pingAfterHel(rig: Rig, client: RawWebSocketClient): Promise<void> {
  const what = `${client.name} sends "Hel" with FIN 0, then a Ping`;
  await answersPing(rig, client, what, 'in between', () => client.send(HEL, frames.ping('in between')));
}

/** She has sent "Hel". He begins a message before she ends hers, and ends it after that; then he begins another. Settles. */
export async function messagesOfTheirOwn(rig: Rig, her: RawWebSocketClient, him: RawWebSocketClient): Promise<void> {
  const own = bytes(300);
  const [begin, end] = inTwo(own, 100);
  await him.sendInPieces([begin], []);
  const rest = `${her.name} sends the rest of "Hello", after the Ping`;
  const whyHers = `${ONE} And each connection has messages of its own.`;
  await echoes(rig, her, { what: rest, expected: [HELLO], why: whyHers }, () => her.send(LO));
  const his = `${him.name} sends the rest of his 300 bytes, begun before her "lo" came`;
  const whyHis =
    'Each connection reads messages of its own: what one client has begun is no part of what another ends.';
  await echoes(rig, him, { what: his, expected: [own], why: whyHis }, () => him.send(end));
  const several = `${him.name} begins a binary message, and sends`;
  await answersTheLast(rig, him, several, ['one', 'two', 'three'], begin);
}

/** "Hel", a Ping, two Pongs that nobody asked for and "lo" in one segment. Settles. */
export async function helPingLo(rig: Rig, client: RawWebSocketClient): Promise<void> {
  const what = `${client.name} sends "Hel", a Ping, two Pongs that nobody asked for, one of them empty, and "lo" in one segment`;
  const act = () => client.send(HEL, frames.ping('again'), frames.pong('unasked'), frames.pong(), LO);
  await echoes(rig, client, { what, why: ONE, expected: [HELLO], pongs: ['again'] }, act);
}

/** A text, bytes and an empty text in more than 150 fragments each, many of them empty, and characters cut in two. Settles. */
export async function inManyFragments(rig: Rig, client: RawWebSocketClient): Promise<void> {
  const three = [text('Zoë \u{1f4c8}'), bytes(300), text('')];
  const what = `${client.name} sends a text, bytes and an empty text in fragments, some of them empty`;
  const lengths = [0, 3, 3, 0, ...new Array<number>(150).fill(1)];
  await echoes(rig, client, { what, expected: three, why: `${ONE} A character may be cut in two.` }, () =>
    client.send(...three.flatMap((said) => fragments(said, ...lengths))),
  );
}

/** As many Pings as a client sends, and as many of them in one segment. Settles. */
export async function pingsOnAndOn(rig: Rig, client: RawWebSocketClient): Promise<void> {
  for (const already of [0, 50, 100]) {
    const numbered = Array.from({ length: 50 }, (_, n) => `${already + n + 1}`);
    const what = `${client.name} ${already > 0 ? `has sent ${already} Pings, and sends` : 'sends'}`;
    await answersTheLast(rig, client, what, numbered);
  }
}

/** A text in one frame, when all fragments have come. Settles. */
export async function wholeAfterThat(rig: Rig, client: RawWebSocketClient): Promise<void> {
  const what = `${client.name} sends a text in one frame after that`;
  await echoes(rig, client, { what, why: ONE, expected: [text('whole')] }, () => client.send(whole(text('whole'))));
}
