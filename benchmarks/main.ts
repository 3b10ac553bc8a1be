/**
 * `npm run bench [-- --json] [--only NAME]… [--rounds N]`: the embedded runtime beside native Node in one run, and what
 * a lesson weighs.
 */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { BROWSER_ARGUMENTS, findBrowser } from '../build/browser.ts';
import { RUNTIMES, type RuntimeId, Runtimes } from '../cli/runtimes.ts';
import { buildSite } from '../scripts/build.ts';
import { serveSite } from '../scripts/serve.ts';
import { loadExercise, loadSubmissions } from '../src/exercise/catalog.ts';
import { timeCheck } from './check-time.ts';
import { FIGURES, planOf, SECTIONS, type Section } from './figures.ts';
import { type PageWeight, pageWeight } from './page-weight.ts';
import { measure, type Round } from './rounds.ts';
import { median } from './statistics.ts';

const EXERCISE = 'communications-hub';
const LESSON = 'modules/rooms-departments-presence/';

interface Compared {
  readonly unit: 'ms' | '/s';
  readonly embedded: number;
  readonly node: number;
  /** embedded by node */
  readonly ratio: number;
}

const options = readOptions();
const signal = new AbortController().signal;
const compared = await compare();
const page = options.sections.has('page') ? await weighLesson() : undefined;
print();

function readOptions() {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [...SECTIONS] },
      rounds: { type: 'string', default: '5' },
    },
  });
  const rounds = Number(values.rounds);
  const unknown = values.only.find((name) => !isSection(name));
  if (unknown !== undefined) usage(`There is no section "${unknown}".`);
  if (!Number.isInteger(rounds) || rounds < 1) usage(`"${values.rounds}" is no number of rounds.`);
  return { json: values.json, rounds, sections: new Set(values.only.filter(isSection)) };
}

function isSection(name: string): name is Section {
  return (SECTIONS as readonly string[]).includes(name);
}

function usage(problem: string): never {
  process.stderr.write(`${problem} Usage: npm run bench [-- --json] [--only ${SECTIONS.join('|')}] [--rounds N]\n`);
  process.exit(2);
}

function say(text: string): void {
  if (!options.json) process.stderr.write(`${text}\n`);
}

/** The runtimes take turns, so that what else the machine does falls on both alike. */
async function compare(): Promise<Record<string, Compared>> {
  const { sections } = options;
  const wanted = FIGURES.filter(({ section }) => sections.has(section));
  if (wanted.length === 0 && !sections.has('check')) return {};
  await using runtimes = await Runtimes.open();
  const exercise = await loadExercise(EXERCISE);
  const { solution } = await loadSubmissions(exercise);
  const rounds: Record<RuntimeId, Round[]> = { node: [], embedded: [] };
  const checks: Record<RuntimeId, number[]> = { node: [], embedded: [] };
  for (let n = 1; n <= options.rounds; n++)
    for (const name of RUNTIMES) {
      say(`round ${n} of ${options.rounds}, ${name}`);
      const runtime = await runtimes.get(name);
      if (wanted.length > 0)
        rounds[name].push(await measure(runtime, runtimes.image(exercise), planOf(sections), signal));
      if (sections.has('check')) checks[name].push(await timeCheck(runtime, runtimes, exercise, solution, signal));
    }
  const figures = wanted.map(({ name, unit, pick }) => {
    const of = (id: RuntimeId) => median(rounds[id].flatMap(pick));
    return [name, pair(unit, of('embedded'), of('node'))] as const;
  });
  if (sections.has('check'))
    figures.push([`whole check of ${exercise.slug}`, pair('ms', median(checks.embedded), median(checks.node))]);
  return Object.fromEntries(figures);
}

function pair(unit: 'ms' | '/s', embedded: number, node: number): Compared {
  return { unit, embedded, node, ratio: embedded / node };
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

function print(): void {
  if (options.json) {
    const lesson = page && { scripts: page.scripts, styles: page.styles, fonts: page.fonts, total: page.total };
    console.log(
      JSON.stringify(
        { node: process.version, rounds: options.rounds, figures: compared, lessonBytes: lesson },
        null,
        2,
      ),
    );
    return;
  }
  const rows = Object.entries(compared).map(([figure, { unit, embedded, node, ratio }]) => ({
    figure,
    embedded: `${round(embedded)} ${unit}`,
    'native Node': `${round(node)} ${unit}`,
    ratio: ratio.toFixed(2),
  }));
  if (rows.length > 0) console.table(rows);
  if (page) {
    console.log(`The lesson before its lab is touched, bytes in Brotli: ${page.total}`);
    console.log(`  scripts ${page.scripts}, styles ${page.styles}, fonts ${page.fonts}`);
  }
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
