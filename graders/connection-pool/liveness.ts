/** Pings on time, and the end of those who have fallen silent. */
import { Mismatch } from '../../src/rig/check.ts';
import { frames } from '../../src/rig/frames.ts';
import type { RawWebSocketClient, RawWebSocketOptions } from '../../src/rig/raw-websocket.ts';
import type { Link, Rig } from '../../src/rig/rig.ts';
import { type Person, seconds, stillOpen, until } from './pool.ts';

/** A second, and what a clock may round. */
const TOLERANCE_MS = 1_050;
const SILENCE_MS = 65_000;

/** Since the connection opened it has been sent a Ping an interval, and the next one is not overdue. */
export function pingedEvery(rig: Rig, person: Person, intervalMs: number, setting = ''): void {
  const { name, client, openedAt } = person;
  const why =
    'A peer that is gone sends nothing, not even that it is gone. Only a question that goes out regularly, to everyone, tells it from a quiet one.';
  stillOpen(
    [person],
    'answers every Ping',
    'Who answers is alive, and nobody has been idle for so long. Milliseconds and seconds are easily taken for each other.',
  );
  // One right at the opening is not counted.
  const [first] = client.pings;
  const pings = first && first.time - openedAt < TOLERANCE_MS ? client.pings.slice(1) : client.pings;
  const fail = (received: string, at = client.link.last()) => {
    const interval = seconds(intervalMs);
    const expected = `${setting}${name} is sent a Ping frame at most ${interval} after the opening, and then one every ${interval}, give or take a second.`;
    throw new Mismatch({ expected, received, why, at });
  };
  let last = openedAt;
  for (const [index, { time, at }] of pings.entries()) {
    const gap = time - last;
    if (gap > intervalMs + TOLERANCE_MS || (index > 0 && gap < intervalMs - TOLERANCE_MS)) {
      fail(`A Ping came ${seconds(gap)} after ${index > 0 ? 'the one before' : 'the opening'}.`, at);
    }
    last = time;
  }
  const silence = rig.clock.now() - last;
  if (silence <= intervalMs + TOLERANCE_MS) return;
  const since = pings.length === 0 ? 'the opening' : `the ${pings.length === 1 ? 'only' : 'last'} Ping`;
  fail(`No Ping has come for ${seconds(silence)} since ${since}.`);
}

/** A peer of which nothing has come since then. */
export interface Silent {
  readonly name: string;
  readonly link: Link;
  readonly since: number;
  /** In words: `is swallowed by a tunnel` */
  readonly fate: string;
  /** What has reached it, where that can be seen. */
  readonly heard?: RawWebSocketClient;
}

/** A peer that is there for TCP, and answers nothing. */
async function mute(
  rig: Rig,
  options: RawWebSocketOptions,
  fate = 'answers nothing, although its TCP connection stands',
): Promise<Silent> {
  const heard = await rig.rawWebSocket('/ws', options);
  return { name: options.name ?? '', link: heard.link, since: rig.clock.now(), fate, heard };
}

/** Two of one browser, with the same key; one that has sent eight Pongs too many; one that stops inside a frame. */
export async function mutes(rig: Rig): Promise<readonly Silent[]> {
  const alike = { key: 'dGhlIHNhbXBsZSBub25jZQ==', headers: { 'User-Agent': 'Auditor/7' } };
  return [
    await mute(rig, { name: 'mute', ...alike }),
    await mute(rig, { name: 'double', ...alike }),
    await mute(
      rig,
      { name: 'eager', onOpen: Array.from({ length: 8 }, () => frames.pong()) },
      'has sent eight Pongs nobody had asked for, and then nothing any more',
    ),
    await mute(rig, { name: 'stuck', onOpen: HALF_A_FRAME }, 'has sent half of a frame, and then nothing any more'),
  ];
}

/** A masked text of ten bytes, of which two have come. */
const HALF_A_FRAME = Uint8Array.of(0x81, 0x8a, 0, 0, 0, 0, 0x68, 0x65);

/** Sends a Close frame and vanishes, with neither an end of the stream nor a reset. */
export function saysGoodbye(rig: Rig, peer: RawWebSocketClient): Silent {
  peer.send(frames.close(1000));
  const fate = 'has sent a Close frame, and vanished before it ended the stream';
  return { name: peer.name, link: peer.link, since: rig.clock.now(), fate };
}

/** From now on nothing of it arrives, nor anything at it. */
export async function vanish(rig: Rig, { name, client }: Person): Promise<Silent> {
  await client.link.blackhole();
  return { name, link: client.link, since: rig.clock.now(), fate: 'has gone into a tunnel, without a FIN or an RST' };
}

const REQUESTS =
  'A Close frame and a FIN are requests: who is gone answers neither, and until the socket is destroyed it costs a place, memory and a descriptor.';
const NO_EVENT =
  'That a peer has gone is no event: only its missing answers tell. Until its socket is destroyed, and not only forgotten, it costs memory and a descriptor.';

/** 65 s after it has fallen silent, and a second for the clock, the server's process does not hold its socket. */
export async function destroyedInTime(rig: Rig, { name, link, since, fate, heard }: Silent): Promise<void> {
  await until(rig, since + SILENCE_MS + 1_000);
  if (!(await rig.holds(link))) return;
  const close = heard?.frames.find(({ kind }) => kind === 'close');
  const pings = heard?.frames.filter(({ kind }) => kind === 'ping').length ?? 0;
  const seen = heard
    ? `${name} was sent ${pings === 1 ? 'one Ping' : `${pings} Pings`}${close ? ', and then a Close frame that waits for an answer' : heard.ended ? ', and then the end of the stream, of one side only' : ''}. `
    : '';
  throw new Mismatch({
    expected: `${name} ${fate}. ${SILENCE_MS / 1000} s later the server has destroyed the connection.`,
    received: `${seen}The server still holds the socket.`,
    why: close || heard?.ended ? REQUESTS : NO_EVENT,
    at: close?.at ?? link.last(),
  });
}
