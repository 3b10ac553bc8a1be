/** `npm run test:deep`: what takes too long for `npm test`: repeats of every grader, long soaks of the runtimes. */
import { findBrowser } from '../build/browser.ts';
import { buildSandbox } from '../build/sandbox/index.ts';
import { type Count, command, runSteps, vitest } from './steps.ts';

await runSteps(
  [
    { name: 'browser', run: findBrowser },
    { name: 'sandbox', run: buildSandbox },
    { name: 'soak', run: (): Promise<Count> => vitest(['soak'], { DUPLEX_DEEP: '1' }) },
    { name: 'repeat', run: () => command('node', ['cli/main.ts', 'verify', '--runtime', 'both', '--repeat', '20']) },
  ],
  process.argv.slice(2),
);
