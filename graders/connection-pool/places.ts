/** A place that becomes free, and who gets it. */
import { Mismatch } from '../../src/rig/check.ts';
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

/** Masked with keys of zeros: the texts `hi` and `yo`; a Close frame with the code 1000. */
const MESSAGES = [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69, 0x81, 0x82, 0, 0, 0, 0, 0x79, 0x6f];
const HALF_A_CLOSE = [0x88, 0x82, 0];
const OTHER_HALF = Uint8Array.of(0, 0, 0, 0x03, 0xe8);
/** As Firefox writes the first; no case matters in either. */
const HEADERS = { Connection: 'keep-alive, Upgrade', Upgrade: 'WebSocket' };

/**
 * One place is free. Somebody says something and leaves in one go; its bytes come in two pieces, and end between them in the
 * middle of a frame. Somebody else is reset 10 ms after its handshake, whatever the server looks up meanwhile.
 * @returns who has the place then
 */
export async function hastyAndUndoneFreeOne(rig: Rig): Promise<Person | undefined> {
  const hasty = await rig.tryRawWebSocket('/ws', {
    name: 'hasty',
    headers: HEADERS,
    onOpen: Uint8Array.from([...MESSAGES, ...HALF_A_CLOSE]),
  });
  if (hasty.answer?.status !== 101) {
    throw new Mismatch({
      expected: `There is room for one. hasty's handshake says "Connection: ${HEADERS.Connection}" and "Upgrade: ${HEADERS.Upgrade}": hasty is let in.`,
      received: hasty.answer ? `The answer has status ${hasty.answer.status}.` : 'No answer came.',
      why: 'That is how Firefox writes the first. "Connection" is a list, and a protocol is named in any case: who compares them to the letter turns one browser away.',
      at: hasty.answer?.at ?? hasty.link.last(),
    });
  }
  await rig.settle();
  hasty.write(OTHER_HALF);
  await rig.settle();
  if (!hasty.ended && !hasty.frames.some(({ kind }) => kind === 'close')) {
    throw new Mismatch({
      expected:
        'hasty sends two messages and, right behind them, a Close frame of which the second half comes later. The server answers the Close frame, or ends the connection.',
      received: 'It does neither.',
      why: 'TCP knows no frames: several come at once, and one comes in pieces. Who reads one frame a chunk, or forgets what was left of the last one, does not see that somebody has gone.',
      at: hasty.link.last(),
    });
  }
  await goesAway(hasty);
  const undone = await rig.handshake('/ws', { name: 'undone' });
  await rig.clock.advance(10);
  await undone.link.cut();
  await rig.settle();
  const because = 'hasty has left, and undone was reset 10 ms after its handshake, so there is room for one';
  const [next] = await letIn(rig, ['successor 6'], because);
  return next;
}
