/** The end of those who answer Pings, and say nothing. */
import { Mismatch } from '../../src/rig/check.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { pingedEvery } from './liveness.ts';
import { connect, type Person, seconds, until } from './pool.ts';

/** What the clocks of a server may round. */
const EARLY_MS = 50;
/** The 30 s of the brief, and 5 s of tolerance. */
const LATE_MS = 35_000;
/** How often a check looks. */
const LOOK_MS = 150;

/** For 290 s all that it sends of its own is a Ping now and then; it was pinged meanwhile, too. */
export async function onlyPings(rig: Rig, quiet: Person): Promise<void> {
  for (let sent = 0; sent < 5; sent++) {
    await until(rig, quiet.openedAt + (sent + 1) * 58_000);
    if (sent === 0) pingedEvery(rig, quiet, 30_000);
    quiet.client.ping('hello?');
  }
}

/** All of these are application messages, whatever they look like. */
const ODD_MESSAGES: readonly (readonly [what: string, message: string | Uint8Array])[] = [
  ['a blank text', ' \n'],
  ['a byte order mark', '\ufeff'],
  ['the text 0', '0'],
  ['the text null', 'null'],
  ['the text pong', 'pong'],
  ['the text close', 'close'],
  ['{"type":"heartbeat"}', '{"type":"heartbeat"}'],
  ['{"type":"__proto__"}', '{"type":"__proto__"}'],
  ['a byte 0', Uint8Array.of(0)],
  ['bytes that are no UTF-8', Uint8Array.of(0xff, 0xfe, 0xfd)],
  ['40,000 bytes', new Uint8Array(40_000).fill(7)],
  ['the bytes of "ping"', new TextEncoder().encode('ping')],
  ['a text of 64 KiB', 'x'.repeat(65_536)],
];
/** So many at a time says somebody of many words. */
const MANY = 1_100;

export interface Speaker extends Person {
  readonly what: string;
  readonly say: () => void;
}

/** One connects for each of the odd messages, and one with many to send; they say them at once. */
export async function oddSpeakers(rig: Rig): Promise<readonly Speaker[]> {
  const speakers: Speaker[] = [];
  for (const [n, [what, message]] of ODD_MESSAGES.entries()) {
    const person = await connect(rig, `odd ${n + 1}`);
    speakers.push({ ...person, what, say: () => person.client.send(message) });
  }
  const person = await connect(rig, 'chatty');
  const say = () => {
    for (let n = 0; n < MANY; n++) person.client.send('and another thing');
  };
  speakers.push({ ...person, what: `${MANY} messages in a row`, say });
  for (const speaker of speakers) speaker.say();
  return speakers;
}

/** None of the speakers is closed before its time, and all are within it. @param since when they have spoken last */
export async function idleAfterOddities(rig: Rig, speakers: readonly Speaker[], since: number): Promise<void> {
  for (const speaker of speakers) {
    await closedForIdleness(rig, speaker, since, 300_000, {
      quiet: `has sent ${speaker.what}, the same again a minute later, and then no application message`,
      early:
        'Every text and every binary message says that somebody is at work, whatever is in it. The server need not understand it, and must not be harmed by it; the time counts from the last one.',
    });
  }
}

/** A minute after the opening, when it has just been sent a Ping: the moment at which a server that sweeps has looked. */
export async function justPinged(rig: Rig, { client, openedAt }: Person): Promise<void> {
  await until(rig, openedAt + 50_000);
  const before = client.pings.length;
  const latest = rig.clock.now() + 31_000;
  while (client.pings.length === before && rig.clock.now() < latest) await rig.clock.advance(LOOK_MS);
  await rig.clock.advance(LOOK_MS);
}

/**
 * With no application message since then, it is closed with 4000: not before the time-out, and within 30 s after it.
 * @param since virtual ms: its last application message, or its opening
 */
export async function closedForIdleness(
  rig: Rig,
  { name, client }: Person,
  since: number,
  timeoutMs: number,
  {
    quiet = 'has sent no application message',
    early = 'Somebody who has just spoken is in use, and the time of the brief is a promise: milliseconds and seconds are easily taken for each other.',
  } = {},
): Promise<void> {
  const due = since + timeoutMs;
  const fail = (received: string, why: string) => {
    throw new Mismatch({
      expected: `${name} ${quiet} for ${seconds(timeoutMs)}. Within the next 30 s, and not before, the connection is closed with code 4000.`,
      received,
      why,
      at: client.closed?.at ?? client.link.last(),
    });
  };
  await until(rig, due - EARLY_MS);
  if (client.closed && client.closed.time < due - EARLY_MS) {
    fail(`It was closed with code ${client.closed.code} after ${after(client.closed.time)}.`, early);
  }
  await until(rig, due + LATE_MS);
  const { closed } = client;
  const alive =
    'Pongs tell that somebody is there, application messages that somebody is at work. If a Ping or a Pong renews the second, no connection is ever idle; who looks too rarely, or by another clock, finds it too late.';
  if (!closed) return fail(`It is still open after ${after(rig.clock.now())}.`, alive);
  const codes =
    'By 4000 the page knows that it may come back when its user does. 1000 says that all is done, and an end without a Close frame (1006) that the network broke.';
  if (closed.code !== 4000) fail(`It was closed with code ${closed.code} after ${after(closed.time)}.`, codes);
  if (closed.time > due + LATE_MS) fail(`The Close frame came after ${after(closed.time)}.`, alive);

  function after(time: number): string {
    return seconds(Math.max(0, time - since));
  }
}
