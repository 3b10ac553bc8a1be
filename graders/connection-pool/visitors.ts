/** Those who come for less than a minute, while others stay. */
import type { Rig } from '../../src/rig/rig.ts';
import { connect, type Person } from './pool.ts';

/** How often it is looked whether a Ping has come. */
const LOOK_MS = 500;
/** An interval, and a second. */
const FIRST_PING_MS = 31_000;

/** So many come, and leave as soon as the last is there. */
export async function visit(rig: Rig, many: number): Promise<void> {
  const visitors: Person[] = [];
  for (let n = 0; n < many; n++) visitors.push(await connect(rig, `visitor ${n + 1}`));
  for (const { client } of visitors) client.startClose(1000);
}

/** Six leave by themselves, each in another way, when a Ping has come and before they have answered it. */
export async function leaveUnanswered(rig: Rig): Promise<void> {
  const ways: readonly ((person: Person) => Promise<unknown>)[] = [
    ({ client }) => client.close(1000),
    // As a page that is left, and as a call of close() without arguments.
    ({ client }) => client.close(1001),
    ({ client }) => client.close(),
    ({ client }) => client.close(4000),
    ({ client }) => client.link.fin(),
    ({ client }) => client.link.cut(),
  ];
  const staying = new Map<Person, (typeof ways)[number]>();
  for (const [n, leave] of ways.entries()) {
    staying.set(await connect(rig, `leaver ${n + 1}`, { afterMs: 2_900 }), leave);
  }
  const until = rig.clock.now() + FIRST_PING_MS;
  while (staying.size > 0) {
    for (const [person, leave] of staying) {
      if (person.client.pings.length === 0 && rig.clock.now() < until) continue;
      staying.delete(person);
      await leave(person);
    }
    await rig.clock.advance(LOOK_MS);
  }
}
