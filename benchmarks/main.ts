/** `npm run bench [-- --json]`: the embedded runtime beside native Node in one run, and what a lesson weighs. */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { BROWSER_ARGUMENTS, findBrowser } from '../build/browser.ts';

import { RUNTIMES, type RuntimeId, Runtimes } from '../cli/runtimes.ts';
import { buildSite } from '../scripts/build.ts';
import { serveSite } from '../scripts/serve.ts';
import { loadExercise, loadSubmissions } from '../src/exercise/catalog.ts';
import { timeCheck } from './check-time.ts';
import { pageWeight } from './page-weight.ts';
import { bootBench, measure, type Round } from './rounds.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
});
const ROUNDS = Number(values.rounds);
const PLAN = { boots: 3, echoMs: 1000, members: 1000, rounds: 10 };

const say = (text: string) => {
  if (!values.json) process.stderr.write(`${text}\n`);
};

const signal = new AbortController().signal;
const runtimes = await Runtimes.open();
const exercise = await loadExercise('communications-hub');
const { solution } = await loadSubmissions(exercise);

const rounds: Record<RuntimeId, Round[]> = { node: [], embedded: [] };
const checks: Record<RuntimeId, number[]> = { node: [], embedded: [] };
for (let n = 1; n <= ROUNDS; n++)
  // Interleaved, so that what else the machine does falls on both alike.
  for (const name of RUNTIMES) {
    say(`round ${n} of ${ROUNDS}, ${name}`);
    const runtime = await runtimes.get(name);
    await using sandbox = await bootBench(runtime, runtimes.image(exercise), signal);
    rounds[name].push(await measure(sandbox, PLAN));
    checks[name].push(await timeCheck(runtime, runtimes, exercise, solution, signal));
  }
await runtimes[Symbol.asyncDispose]();

say('weight of the lesson');
await buildSite();
const site = await serveSite({ port: 0 });
const browser = await chromium.launch({ executablePath: await findBrowser(), args: [...BROWSER_ARGUMENTS] });
const weight = await pageWeight(await browser.newPage(), `${site.url}modules/rooms-departments-presence/`);
await browser.close();
await site.close();

/** The first boot of a round is cold: the others tell what a learner's second Run feels like. */
const warm = (all: readonly Round[]) => median(all.flatMap((round) => round.boots.slice(1)));
const middle = (all: readonly Round[], pick: (round: Round) => number) => median(all.map(pick));
const pair = (of: (all: readonly Round[]) => number) => {
  const [embedded, native] = [of(rounds.embedded), of(rounds.node)];
  return { embedded, node: native, ratio: embedded / native };
};

const report = {
  rounds: ROUNDS,
  node: process.version,
  warmRunMs: pair(warm),
  echo1PerSecond: pair((all) => middle(all, (round) => round.echo1)),
  echo50PerSecond: pair((all) => middle(all, (round) => round.echo50)),
  broadcast1000P50Ms: pair((all) => middle(all, (round) => round.broadcast.p50)),
  broadcast1000P99Ms: pair((all) => middle(all, (round) => round.broadcast.p99)),
  wholeCheckMs: {
    embedded: median(checks.embedded),
    node: median(checks.node),
    ratio: median(checks.embedded) / median(checks.node),
  },
  lessonBytes: { scripts: weight.scripts, styles: weight.styles, fonts: weight.fonts, total: weight.total },
};

if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  const table = Object.entries(report).flatMap(([name, value]) =>
    typeof value === 'object' && 'ratio' in value
      ? [
          {
            '': name,
            embedded: round1(value.embedded),
            'native Node': round1(value.node),
            ratio: value.ratio.toFixed(2),
          },
        ]
      : [],
  );
  console.table(table);
  console.log('lesson page before the lab is touched, bytes (Brotli):', report.lessonBytes);
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
