/** A place that becomes free, and who gets it. */
import type { Rig } from '../../src/rig/rig.ts';
import { exits, goesAway, letIn, sendsNoFrame, turnedAway } from './capacity.ts';
import { destroyedInTime, vanish } from './liveness.ts';
import { type Person, statsAre, stillOpen } from './pool.ts';

/**
 * The pool is full. In each way of a client's own one leaves: somebody else gets in, and one more does not.
 * @returns who is in the pool then
 */
export async function eachExitFreesOne(rig: Rig, full: readonly Person[]): Promise<readonly Person[]> {
  const people = [...full];
  for (const [n, { how, leave }] of exits.entries()) {
    const leaver = people.shift();
    if (leaver) await leave(leaver);
    await rig.settle();
    const because = `${leaver?.name} ${how}, so there is room for one`;
    people.push(...(await letIn(rig, [`successor ${n + 1}`], because)));
    await goesAway(await turnedAway(rig, `too many ${n + 1}`, `That place is taken again, and 20 of 20 are open`));
  }
  return people;
}

/** One vanishes, is destroyed, and has a successor. @returns who is in the pool then */
export async function vanishedFreesOne(rig: Rig, full: readonly Person[]): Promise<readonly Person[]> {
  const [lost, ...people] = full;
  if (lost) await destroyedInTime(rig, await vanish(rig, lost));
  const because = `${lost?.name} had vanished and is destroyed, so there is room for one`;
  return [...people, ...(await letIn(rig, ['successor 4'], because))];
}

/** Somebody sends what is no frame, and goes. The others do not notice, and one place is free, and not two. */
export async function garblerFreesOne(rig: Rig, others: readonly Person[]): Promise<void> {
  await sendsNoFrame(rig, 'garbler');
  const unharmed =
    'What becomes of one connection is nothing to the others. An error that nobody handles ends the process.';
  stillOpen(others, 'has nothing to do with what garbler sends', unharmed);
  await letIn(rig, ['successor 5'], 'garbler has gone, so there is room for one');
  await goesAway(await turnedAway(rig, 'too many 4', 'That place is taken again, and 20 of 20 are open'));
  await statsAre(rig, { active: 20 }, 'garbler was one connection, and is gone once.');
}
