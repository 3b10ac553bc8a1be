/** The end of those who answer Pings, and say nothing. */
import { Mismatch } from '../../src/rig/check.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { pingedEvery } from './liveness.ts';
import { type Person, seconds, until } from './pool.ts';

/** What the clocks of a server may round. */
const EARLY_MS = 50;
/** The 30 s of the brief, and 5 s of tolerance. */
const LATE_MS = 35_000;

/** For 290 s all that it sends of its own is a Ping now and then; it was pinged meanwhile, too. */
export async function onlyPings(rig: Rig, quiet: Person): Promise<void> {
  for (let sent = 0; sent < 5; sent++) {
    await rig.clock.advance(58_000);
    if (sent === 0) pingedEvery(rig, quiet, 30_000);
    quiet.client.ping('hello?');
  }
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
  { quiet = 'has sent no application message' } = {},
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
  const early =
    'Somebody who has just spoken is in use, and the time of the brief is a promise: milliseconds and seconds are easily taken for each other.';
  if (client.closed) fail(`It was closed with code ${client.closed.code} after ${after(client.closed.time)}.`, early);
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
    return seconds(time - since);
  }
}
