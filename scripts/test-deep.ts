/**
 * `npm run test:deep`: what takes too long for `npm test`: long soaks of the runtimes, and every grader again and again.
 * `-- --minutes N` stops before a round of repeats that would not end in time, and says so.
 */
import { parseArgs } from 'node:util';
import { findBrowser } from '../build/browser.ts';
import { buildSandbox } from '../build/sandbox/index.ts';
import { buildSite } from './build.ts';
import { type Count, command, LEFT_OUT, playwright, runSteps, type Step, vitest } from './steps.ts';

const { values, positionals } = parseArgs({ options: { minutes: { type: 'string' } }, allowPositionals: true });
const limitMs = values.minutes === undefined ? Number.POSITIVE_INFINITY : Number(values.minutes) * 60_000;
if (!(limitMs > 0)) {
  console.error(`--minutes takes a number of minutes, not "${values.minutes}".`);
  process.exit(2);
}

/** Times that every server is graded again, each with a seed of its own; `duplex verify --repeat N` goes on for longer. */
const ROUNDS = 4;

const began = performance.now();
let longest = 0;

/** Every server on both runtimes, broken ones on the checks they must fail. */
async function gradeAll(seed: number): Promise<void> {
  const from = performance.now();
  await command('node', ['cli/main.ts', 'verify', '--runtime', 'both', '--seed', String(seed)]);
  longest = Math.max(longest, performance.now() - from);
}

const repeat = (round: number): Step => ({
  name: `repeat-${round}`,
  async run() {
    if (performance.now() - began + longest * 1.2 <= limitMs) return gradeAll(round + 1);
    console.log(`Left out: this round would not end within ${values.minutes} minutes.`);
    return LEFT_OUT;
  },
});

await runSteps(
  [
    { name: 'browser', run: findBrowser },
    { name: 'sandbox', run: buildSandbox },
    { name: 'site', run: buildSite },
    { name: 'long', run: (): Promise<Count> => vitest(['deep.test'], { DUPLEX_DEEP: '1' }) },
    { name: 'storms', run: (): Promise<Count> => playwright(['deep.spec'], { DUPLEX_DEEP: '1' }) },
    { name: 'graders', run: () => gradeAll(1) },
    { name: 'soak', run: (): Promise<Count> => vitest(['soak.test'], { DUPLEX_DEEP: '1' }) },
    // The differential proof: every check of every server in the repository, equal on both runtimes.
    {
      name: 'differential',
      run: () => command('node', ['cli/main.ts', 'verify', '--runtime', 'both', '--every-check']),
    },
    { name: 'engines', run: () => command('node', ['scripts/test-engines.ts']) },
    ...Array.from({ length: ROUNDS }, (_, n) => repeat(n + 1)),
  ],
  positionals,
);
