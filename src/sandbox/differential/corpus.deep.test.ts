/** The differential corpus: README.md says what a program is and how to add one. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/sandbox/context.ts';
import { DIFFERENCES } from './differences.ts';
import { readCorpus } from './programs.ts';
import { openRuns, type Runs } from './runs.ts';

const { programs } = await readCorpus();

/** More at once would only wait for each other, on both sides, while the programs' own timers go on. */
const LANES = 3;
const lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
let turn = 0;

function inLane<T>(run: () => Promise<T>): Promise<T> {
  const lane = turn++ % LANES;
  const done = (lanes[lane] ?? Promise.resolve()).then(run);
  lanes[lane] = done.catch(() => {});
  return done;
}

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
}, 120_000);
afterAll(() => runs?.[Symbol.asyncDispose]());

describe.concurrent('prints the same on native Node and in the tab', () => {
  it.each(programs)('%s', async (program) => {
    const [native, embedded] = await inLane(() => Promise.all([runs.native(program), runs.embedded(program)]));
    if (program in DIFFERENCES)
      expect(embedded, 'It does not differ any more: take it off the list.').not.toEqual(native);
    else expect(embedded).toEqual(native);
    expect(native.end).not.toBe('did not end');
  });
});

it('lists known differences by programs that are there, and explains each', () => {
  for (const [program, { reason, note }] of Object.entries(DIFFERENCES)) {
    expect(programs).toContain(program);
    expect(reason).not.toBe('');
    expect(existsSync(path.join(ROOT, 'docs/discoveries', note)), note).toBe(true);
  }
});
