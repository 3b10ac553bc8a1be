/**
 * `npm run test:engines`: the embedded runtime in Firefox and in WebKit: the contract of a runtime with its escape probes, what
 * engine/ mends, and a newcomer's journey through the built lesson. `-- firefox` runs the one.
 */
import { buildSite } from './build.ts';
import { type Count, runSteps, type Step, vitest } from './steps.ts';

const TESTS = ['src/sandbox/contract/embedded.test.ts', 'src/sandbox/embedded/engine', 'e2e/engines'];

const engine = (name: 'firefox' | 'webkit'): Step => ({
  name,
  run: (): Promise<Count> => vitest(TESTS, { DUPLEX_ENGINE: name }),
});

await buildSite();
await runSteps([engine('firefox'), engine('webkit')], process.argv.slice(2));
