/** How long a ticket is good. */
import { Mismatch } from '../../src/rig/check.ts';
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { byTicket, enters, ticketFor } from './credentials.ts';
import { refused } from './refusals.ts';

/** So that 5 seconds, or 30, or 60, end for a ticket at another time than for a server that counts from its start. */
const ODD_MS = 45_300;

/** Three tickets of ana: one is used at once and tried again, one is used after 29 s, one after 31. @returns the second's connection */
export async function goodFor30Seconds(rig: Rig, once: string): Promise<WebSocketClient> {
  await rig.clock.advance(ODD_MS);
  const issuedAt = rig.clock.now();
  const after = (ms: number) => rig.clock.advance(issuedAt + ms - rig.clock.now());
  const [late, tooLate] = [await ticketFor(rig, 't-ana'), await ticketFor(rig, 't-ana')];
  if (late === tooLate) throw sameTicket(late);
  const early = await ticketFor(rig, 't-ana');
  const first = await enters(rig, 'ana (at once)', byTicket(early));
  await first.close(1000);
  await after(15_000);
  await refused(rig, 'mallory (15 s later)', byTicket(early), 401, once);
  await after(29_000);
  const lasting = await enters(rig, 'ana (29 s later)', byTicket(late), 'A ticket is good for 30 seconds.');
  await after(31_000);
  const old = 'A ticket that is good for long is a password in a URL.';
  await refused(rig, 'mallory (31 s later)', byTicket(tooLate), 401, old);
  return lasting;
}

function sameTicket(ticket: string): Mismatch {
  return new Mismatch({
    expected: 'POST /tickets issues another ticket each time.',
    received: `Two answers have the same, of ${ticket.length} characters.`,
    why: 'A ticket is for one connection: with the same one twice, a second tab is locked out, or a ticket is worth two.',
  });
}
