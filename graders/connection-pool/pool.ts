/** Who takes part in the checks of the connection pool, and what it says of itself. */
import { Mismatch } from '../../src/rig/check.ts';
import { expectFixedPoint, fieldOf } from '../../src/rig/matchers.ts';
import type { PingAnswer, Rig, WebSocketClient } from '../../src/rig/rig.ts';

const STATS = '/api/ws/stats';

export interface Person {
  readonly name: string;
  readonly client: WebSocketClient;
  /** Virtual time, ms. */
  readonly openedAt: number;
}

export async function connect(rig: Rig, name: string, pings: PingAnswer = 'at once'): Promise<Person> {
  const client = await rig.open('/ws', { name, pings });
  const person = { name, client, openedAt: rig.clock.now() };
  await notInAHurry(rig, person);
  return person;
}

const looked = new WeakSet<Rig>();
const A_MOMENT_MS = 50;
const MOST_PINGS = 5;

/**
 * A timer whose time is NaN fires every millisecond. Seen on the first connection of a check, it ends it with a word on
 * the cause, before minutes of such time take hours.
 */
export async function notInAHurry(rig: Rig, { name, client }: Person): Promise<void> {
  if (looked.has(rig)) return;
  looked.add(rig);
  await rig.clock.advance(A_MOMENT_MS);
  if (client.pings.length <= MOST_PINGS) return;
  throw new Mismatch({
    expected: `In its first ${A_MOMENT_MS} ms ${name} is sent one Ping at most.`,
    received: `${client.pings.length} Pings came.`,
    why: 'A timer whose time is no number fires without a pause. What does your program make of a variable that is not set?',
    at: client.pings.at(0)?.at,
  });
}

/** Lets time go by until `at`, virtual ms; what is past already is no matter. */
export async function until(rig: Rig, at: number): Promise<void> {
  if (at > rig.clock.now()) await rig.clock.advance(at - rig.clock.now());
}

export interface Stats {
  readonly active?: number;
  readonly peak?: number;
  readonly accepted?: number;
  readonly rejected?: number;
  readonly timedOut?: { readonly heartbeat?: number; readonly idle?: number };
}

/** What the statistics say within 2 s. Fields that are not named are free. */
export async function statsAre(rig: Rig, wanted: Stats, why: string): Promise<void> {
  const reason = (found: unknown) => (isPeakAlone(found, wanted) ? PEAK : why);
  await expectFixedPoint(rig, () => rig.http('GET', STATS), { ...wanted }, `GET ${STATS}`, reason);
}

const PEAK =
  'The peak is the most that were open at any one moment: it never falls, and who came when others had gone does not raise it.';

/** Whether nothing else is wrong. */
function isPeakAlone(found: unknown, { peak, active, accepted, rejected, timedOut }: Stats): boolean {
  const is = (name: string, value: number | undefined, of = found) =>
    value === undefined || fieldOf(of, name) === value;
  const others = is('active', active) && is('accepted', accepted) && is('rejected', rejected);
  const late = fieldOf(found, 'timedOut');
  const inTime = is('heartbeat', timedOut?.heartbeat, late) && is('idle', timedOut?.idle, late);
  return !is('peak', peak) && others && inTime;
}

/** None of them has been closed. */
export function stillOpen(people: readonly Person[], because: string, why: string): void {
  for (const { name, client, openedAt } of people) {
    if (!client.closed) continue;
    const { code, reason, time, at } = client.closed;
    throw new Mismatch({
      expected: `${name} ${because}: the connection stays open.`,
      received: `It was closed with code ${code}${reason ? ` "${reason}"` : ''}, ${seconds(time - openedAt)} after it opened.`,
      why,
      at: at ?? client.link.last(),
    });
  }
}

/** `300 s`, `0.3 s` */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
