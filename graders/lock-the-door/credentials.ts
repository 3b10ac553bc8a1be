/** Who takes part in the checks of the door, and what they show at it. */
import { Mismatch } from '../../src/rig/check.ts';
import { describeResponse, fieldOf } from '../../src/rig/matchers.ts';
import type { HttpResponse, Rig, WebSocketClient } from '../../src/rig/rig.ts';

export const ORIGIN = 'https://app.example.com';

/** What a handshake shows at the door. */
export interface Shown {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const nothing: Shown = { path: '/ws', headers: {} };

export function byToken(token: string, more: Readonly<Record<string, string>> = {}): Shown {
  return { path: '/ws', headers: { Authorization: `Bearer ${token}`, ...more } };
}

export function byTicket(ticket: string, more: Readonly<Record<string, string>> = {}): Shown {
  return { path: `/ws?ticket=${encodeURIComponent(ticket)}`, headers: more };
}

const SHORTEST_TICKET = 16;

/** `POST /tickets`: 201 and a ticket. @param extra what a client says of itself besides, in the body */
export async function ticketFor(rig: Rig, token: string, extra?: object): Promise<string> {
  const answer = await rig.http('POST', '/tickets', {
    headers: {
      Authorization: `Bearer ${token}`,
      ...(extra && { 'Content-Type': 'application/json', 'X-User-Id': 'mia', 'X-Role': 'manager' }),
    },
    ...(extra && { body: extra }),
  });
  return ticketIn(answer, token);
}

/** The ticket that somebody gets for whom `verify` takes as long as it may: `waitMs`. */
export async function slowTicketFor(rig: Rig, token: string, waitMs: number): Promise<string> {
  const auth = rig.gate('auth');
  auth.hold();
  const asked = await rig.request('POST', '/tickets', { headers: { Authorization: `Bearer ${token}` } });
  await rig.clock.advance(waitMs);
  await auth.open();
  return ticketIn(await asked.complete(`the answer to POST /tickets, for which verify took ${waitMs / 1000} s`), token);
}

function ticketIn(answer: HttpResponse, token: string): string {
  const ticket = fieldOf(answer.json, 'ticket');
  if (answer.status === 201 && typeof ticket === 'string' && ticket.length >= SHORTEST_TICKET) return ticket;
  throw new Mismatch({
    expected: `POST /tickets with "Authorization: Bearer ${token}" answers 201 with {"ticket":…}, a string of at least ${SHORTEST_TICKET} characters.`,
    received: describeResponse(answer),
    why: 'Without a ticket no browser gets in: it cannot put a token into the headers of a WebSocket.',
    at: answer.at,
  });
}

/** A connection that was let in, and stays. */
export async function enters(
  rig: Rig,
  name: string,
  { path, headers }: Shown,
  why = 'Who proves who they are gets in.',
): Promise<WebSocketClient> {
  const outcome = await rig.tryOpen(path, { name, headers });
  // Who answers 101 first and decides later has decided by now.
  await rig.clock.advance(0);
  if (outcome.outcome === 'open' && !outcome.client.closed) return outcome.client;
  throw new Mismatch({
    expected: `${name} ${describeShown({ path, headers })}, and is let in.`,
    received: describeOutcome(outcome),
    why,
    at: outcome.outcome === 'open' ? outcome.client.closed?.at : outcome.at,
  });
}

type Outcome = Awaited<ReturnType<Rig['tryOpen']>>;

/** A connection that was let in, of somebody whom only `verify` knows. */
export async function entersAs(
  rig: Rig,
  name: string,
  value: { userId: string; role: string },
  why = 'Whom verify knows is known.',
): Promise<WebSocketClient> {
  const auth = rig.gate('auth');
  await auth.open({ value });
  const client = await enters(rig, name, byToken(`t-${value.userId}-${value.role}`), why);
  await auth.open();
  return client;
}

/** As `entersAs`, with a ticket. */
export async function entersByTicketAs(
  rig: Rig,
  name: string,
  value: { userId: string; role: string },
): Promise<WebSocketClient> {
  const auth = rig.gate('auth');
  await auth.open({ value });
  const ticket = await ticketFor(rig, 't-somebody');
  const client = await enters(
    rig,
    name,
    byTicket(ticket),
    'A ticket belongs to the user whose token it was, and a userId is any string.',
  );
  await auth.open();
  return client;
}

/** Whether a handshake has led to a connection that was not closed again. Settle first. */
export function isIn(outcome: Outcome | undefined): outcome is Extract<Outcome, { outcome: 'open' }> {
  return outcome?.outcome === 'open' && !outcome.client.closed;
}

export function describeOutcome(outcome: Outcome): string {
  if (outcome.outcome === 'refused') return `The handshake is answered with status ${outcome.status}.`;
  if (outcome.outcome === 'failed') return outcome.error;
  return `The connection was closed with code ${outcome.client.closed?.code}.`;
}

/** `comes to /ws?ticket=…, with "Origin: null"`: what is long is random, and says nothing. */
export function describeShown({ path, headers }: Shown): string {
  const short = (text: string) => text.replace(/[\w%.-]{17,}$|[\w%.-]{17,}(?=&)/, '…');
  const shown = [
    ...(path === '/ws' ? [] : [`to ${short(path)}`]),
    ...Object.entries(headers).map(([name, value]) => `with "${name}: ${name === 'Origin' ? value : short(value)}"`),
  ];
  return `comes ${shown.join(', ') || 'to /ws with no credential at all'}`;
}
