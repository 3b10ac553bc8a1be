/** What is left when everybody has gone. */
import { Mismatch } from '../../src/rig/check.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { exits } from './capacity.ts';
import { pingedEvery, vanish } from './liveness.ts';
import { connect, type Person } from './pool.ts';

/** What a server that counts in some other way may start in between, for all of them together. */
const OF_THE_SERVER = 1;
const IDLE_CODE = 4000;

/** Five times so many connect. They leave in each way, vanish, and wait until they are idle; ten minutes go by. */
export async function comeAndGo(rig: Rig, times: number): Promise<void> {
  const ways: readonly ((person: Person) => Promise<unknown>)[] = [
    // With the code that the server uses for another purpose.
    ({ client }) => client.close(IDLE_CODE),
    ...exits.slice(1).map(({ leave }) => leave),
    (person) => vanish(rig, person),
    async () => undefined,
  ];
  const people: Person[] = [];
  for (let n = 0; n < ways.length * times; n++) people.push(await connect(rig, `client ${n + 1}`));
  await rig.clock.advance(40_000);
  if (people[0]) pingedEvery(rig, people[0], 30_000);
  for (const [n, person] of people.entries()) await ways[n % ways.length]?.(person);
  await rig.clock.advance(600_000);
  await nobodyIsHeld(rig, people);
}

/** Of those who have gone the server's process holds no socket. */
async function nobodyIsHeld(rig: Rig, people: readonly Person[]): Promise<void> {
  for (const { name, client } of people) {
    if (!(await rig.holds(client.link))) continue;
    throw new Mismatch({
      expected: `${name} has gone ten minutes ago, and the server's process holds its socket no longer.`,
      received: 'It still holds the socket.',
      why: 'A connection has two ends. Who is told of the end of one side and does not end its own keeps a descriptor, and whatever hangs on it, for nobody.',
      at: client.link.last(),
    });
  }
}

/** So many connect, and leave after half a second, in each of their own ways. */
export async function comeAndLeave(rig: Rig, many: number): Promise<void> {
  const people: Person[] = [];
  for (let n = 0; n < many; n++) people.push(await connect(rig, `visitor ${n + 1}`));
  await rig.clock.advance(500);
  for (const [n, person] of people.entries()) await exits[n % exits.length]?.leave(person);
  await rig.settle();
}

/** The timers of the server's process, when those of HTTP have run out. */
export async function timersAtRest(rig: Rig): Promise<number> {
  await rig.clock.advance(60_000);
  return rig.timers();
}

/** @param gone how many connections have come and gone in between */
export function noTimersLeft(before: number, after: number, gone: number): void {
  if (after <= before + OF_THE_SERVER) return;
  throw new Mismatch({
    expected: `When all have gone, the program has as many timers as before they came: ${before}.`,
    received: `It has ${after}: ${after - before} more, after ${gone} connections that came and went.`,
    why: 'A timer that belongs to a connection must end with it, on every way out. Each that is left keeps its connection in memory and works for nobody, for ever.',
  });
}
