/**
 * `npm test`: types, lint, unit, contract, graders on both runtimes, the built site, browser journeys.
 * The last line counts every test of every step, so that a step that ran nothing shows.
 */
import { findBrowser } from '../build/browser.ts';
import { buildSandbox } from '../build/sandbox/index.ts';
import { listManifests } from '../src/exercise/catalog.ts';
import { buildSite } from './build.ts';
import { type Count, command, playwright, runSteps, vitest } from './steps.ts';

const VERIFY = ['cli/main.ts', 'verify'];
/** The exercise of which every server is graded. */
const WHOLE = 'communications-hub';
const steps = process.argv.slice(2);

const submissions = (...names: string[]) => names.flatMap((name) => ['--only', name]);

await runSteps(
  [
    { name: 'browser', run: findBrowser },
    { name: 'sandbox', run: buildSandbox },
    { name: 'lint', run: () => command('biome', ['ci', '--error-on-warnings', '.']) },
    { name: 'types', run: () => command('astro', ['check', '--minimumFailingSeverity', 'error']) },
    { name: 'unit', run: (): Promise<Count> => vitest([]) },
    // One exercise whole, of the others the servers that are right; every server on both runtimes in the deep tests.
    {
      name: 'graders',
      async run() {
        const slugs = (await listManifests()).map(([slug]) => slug);
        const others = slugs.filter((slug) => slug !== WHOLE);
        await command('node', [...VERIFY, WHOLE]);
        await command('node', [...VERIFY, ...others, ...submissions('starter', 'solution', 'accepted')]);
        await command('node', [...VERIFY, '--runtime', 'embedded', ...submissions('starter', 'solution')]);
        return undefined;
      },
    },
    { name: 'site', run: buildSite },
    { name: 'journeys', run: (): Promise<Count> => playwright([]) },
  ],
  steps,
);
