/**
 * How much of a processor this process gets when it wants one: near 1 on an idle machine, 1/15 where fifteen others
 * want the same. A loop that is on time does not show it: a process that mostly sleeps is served at once, while one
 * that computes waits its turn.
 */

/** A piece of work must take at least so long, ms, for clocks as coarse as 0.1 ms (High Resolution Time §8.1). */
const CHUNK_MS = 1;
/** Together longer than a turn of the system's scheduler. */
const CHUNKS = 20;

/** Computes for some 20 ms of processor time. @param now real time, ms */
export function measureShare(now: () => number): number {
  let rounds = 10_000;
  while (timed(now, rounds) < CHUNK_MS && rounds < 1e9) rounds *= 2;
  return shareOf(Array.from({ length: CHUNKS }, () => timed(now, rounds)));
}

/** A process that gets so much of a processor is not starved: an endless loop beside it takes the other half. */
const FAIR_SHARE = 0.5;

/**
 * By how much a limit on silence is to be stretched now: 1 where processes get a fair share, more where they are starved.
 * @param most however starved the machine is
 */
export function patience(now: () => number, most: number): number {
  return Math.min(most, Math.max(1, FAIR_SHARE / measureShare(now)));
}

/** Equal pieces of work, ms each: the quickest had a processor for itself, the others as much as it shows. */
export function shareOf(chunks: readonly number[]): number {
  const total = chunks.reduce((sum, ms) => sum + ms, 0);
  return total > 0 ? (chunks.length * Math.min(...chunks)) / total : 1;
}

function timed(now: () => number, rounds: number): number {
  const began = now();
  work(rounds);
  return now() - began;
}

/** Kept, so that no engine finds the work to be of no use. */
let sink = 0;

function work(rounds: number): void {
  let x = sink | 1;
  for (let n = 0; n < rounds; n++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
  sink = x;
}
