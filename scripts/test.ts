/**
 * `npm test`: types, lint, unit, contract, graders on both runtimes, the built site, browser journeys.
 * The last line counts every test of every step, so that a step that ran nothing shows.
 */
import { findBrowser } from '../build/browser.ts';
import { buildSandbox } from '../build/sandbox/index.ts';
import { buildSite } from './build.ts';
import { type Count, command, playwright, runSteps, vitest } from './steps.ts';

const VERIFY = ['cli/main.ts', 'verify'];
const only = process.argv.slice(2);

await runSteps(
  [
    { name: 'browser', run: findBrowser },
    { name: 'sandbox', run: buildSandbox },
    { name: 'lint', run: () => command('biome', ['ci', '--error-on-warnings', '.']) },
    { name: 'types', run: () => command('astro', ['check', '--minimumFailingSeverity', 'error']) },
    { name: 'unit', run: (): Promise<Count> => vitest([]) },
    // All servers on both runtimes, and broken ones on every check: in the deep tests.
    {
      name: 'graders',
      async run() {
        await command('node', [...VERIFY, '--runtime', 'node']);
        await command('node', [...VERIFY, '--runtime', 'embedded', '--only', 'starter', '--only', 'solution']);
        return undefined;
      },
    },
    { name: 'site', run: buildSite },
    { name: 'journeys', run: (): Promise<Count> => playwright([]) },
  ],
  only,
);
