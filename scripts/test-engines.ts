/**
 * `npm run test:engines`: the embedded runtime in Firefox and in WebKit: the contract of a runtime, what engine/ mends, every
 * attempt to escape, and a newcomer's journey through the built lesson. `-- firefox` runs the one.
 */
import { buildSite } from './build.ts';
import { type Count, runSteps, type Step, vitest } from './steps.ts';

const TESTS = [
  'src/sandbox/contract/embedded.test.ts',
  'src/sandbox/embedded/engine',
  'src/sandbox/embedded/isolation',
  'e2e/engines',
  // One browser at a time: each has more threads than a small machine has cores.
  '--no-file-parallelism',
];

const engine = (name: 'firefox' | 'webkit'): Step => ({
  name,
  run: (): Promise<Count> => vitest(TESTS, { DUPLEX_ENGINE: name }),
});

await buildSite();
await runSteps([engine('firefox'), engine('webkit')], process.argv.slice(2));
