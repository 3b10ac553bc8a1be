/**
 * `npm run bench [-- --json] [--only NAME]… [--rounds N]`: the embedded runtime beside native Node in one run, and what
 * a lesson and the sandbox weigh.
 */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { BROWSER_ARGUMENTS, findBrowser } from '../build/browser.ts';
import { buildSite } from '../scripts/build.ts';
import { serveSite } from '../scripts/serve.ts';
import { loadExercise, loadSubmissions } from '../src/exercise/catalog.ts';
import { timeCheck } from './check-time.ts';
import { FIGURES, SECTIONS, type Section } from './figures.ts';
import { type PageWeight, pageWeight } from './page-weight.ts';
import { planOf, sectionsOf } from './plan.ts';
import { type Compared, printReport } from './report.ts';
import { measure, type Round } from './rounds.ts';
import { type Sizes, sizes } from './sizes.ts';
import { RUNTIMES, type RuntimeId, Stage } from './stage.ts';
import { median } from './statistics.ts';

const EXERCISE = 'communications-hub';
const LESSON = 'modules/rooms-departments-presence/';

const options = readOptions();
const signal = new AbortController().signal;
const figures = await compare();
const lesson = options.sections.has('page') ? await weighLesson() : undefined;
const sandbox = options.sections.has('size') ? await weighSandbox() : undefined;
printReport({ rounds: options.rounds, figures, lesson, sandbox }, options.format);

function readOptions() {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [...SECTIONS] },
      rounds: { type: 'string', default: '10' },
    },
  });
  const rounds = Number(values.rounds);
  const unknown = values.only.find((name) => !isSection(name));
  if (unknown !== undefined) usage(`There is no section "${unknown}".`);
  if (!Number.isInteger(rounds) || rounds < 1) usage(`"${values.rounds}" is no number of rounds.`);
  const format = values.json ? ('json' as const) : ('text' as const);
  return { format, rounds, sections: new Set(values.only.filter(isSection)) };
}

function isSection(name: string): name is Section {
  return (SECTIONS as readonly string[]).includes(name);
}

function usage(problem: string): never {
  process.stderr.write(`${problem} Usage: npm run bench [-- --json] [--only ${SECTIONS.join('|')}] [--rounds N]\n`);
  process.exit(2);
}

function say(text: string): void {
  if (options.format === 'text') process.stderr.write(`${text}\n`);
}

/** The runtimes take turns, so that what else the machine does falls on both alike. */
async function compare(): Promise<Readonly<Record<string, Compared>>> {
  const wanted = FIGURES.filter(({ section }) => options.sections.has(section));
  if (wanted.length === 0 && !options.sections.has('check')) return {};
  await using stage = await Stage.open();
  const exercise = await loadExercise(EXERCISE);
  const { solution } = await loadSubmissions(exercise);
  const image = stage.runtimes.image(exercise);
  const rounds: Record<RuntimeId, Round[]> = { node: [], embedded: [] };
  const checks: Record<RuntimeId, number[]> = { node: [], embedded: [] };
  for (let n = 1; n <= options.rounds; n++) {
    const sections = sectionsOf(n, options.sections);
    for (const id of RUNTIMES) {
      say(`round ${n} of ${options.rounds}, ${id}`);
      await stage.with(id, async (runtime) => {
        if (wanted.length > 0)
          rounds[id].push(await measure(runtime, image, planOf(sections), signal, stage.memoryOf(id)));
        if (sections.has('check'))
          checks[id].push(await timeCheck(runtime, stage.runtimes, exercise, solution, signal));
      });
    }
  }
  const compared: Record<string, Compared> = {};
  for (const { name, unit, target, pick } of wanted) {
    const of = (id: RuntimeId) => median(rounds[id].flatMap(pick));
    compared[name] = { unit, target, embedded: of('embedded'), node: of('node') };
  }
  if (options.sections.has('check'))
    compared[`whole check of ${exercise.slug}`] = {
      ...{ unit: 'ms', embedded: median(checks.embedded), node: median(checks.node) },
    };
  return compared;
}

async function weighSandbox(): Promise<Sizes> {
  say('size of the sandbox');
  return await sizes();
}

async function weighLesson(): Promise<PageWeight> {
  say('weight of the lesson');
  await buildSite();
  const site = await serveSite({ port: 0 });
  const browser = await chromium.launch({ executablePath: await findBrowser(), args: [...BROWSER_ARGUMENTS] });
  try {
    return await pageWeight(await browser.newPage(), `${site.url}${LESSON}`);
  } finally {
    await browser.close();
    await site.close();
  }
}
