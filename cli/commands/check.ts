/** `duplex check`: grades one submission. */
import { type CheckSummary, type Exercise, loadExercise, loadSubmissions } from '../../src/exercise/catalog.ts';
import { nearest } from '../../src/exercise/nearest.ts';
import { type CheckEnded, type Results, resultsOf } from '../../src/rig/grading/results.ts';
import {
  type Command,
  choiceOption,
  EXIT,
  numberOption,
  type Parsed,
  textOption,
  textsOption,
  UsageError,
} from '../command.ts';
import { grade } from '../grade.ts';
import { paint } from '../output/paint.ts';
import { checkText } from '../output/report.ts';
import { RUNTIMES, type RuntimeId, Runtimes } from '../runtimes.ts';
import { readSubmission } from '../submission.ts';

/** The same submission gets the same verdicts, unless another seed is asked for. */
const SEED = 1;

export const check: Command = {
  name: 'check',
  summary: 'Grades a submission of one exercise.',
  usage: '<slug> [options]',
  options: {
    submission: { type: 'string', short: 's' },
    runtime: { type: 'string', short: 'r' },
    seed: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    ci: { type: 'boolean' },
  },
  help: [
    {
      usage: '--submission PATH',
      text: 'One file, which becomes the entry, or a folder laid over the starter. Without it the starter is graded.',
    },
    {
      usage: '--runtime node|embedded',
      text: "Where the program runs; node unless told. A stranger's program belongs in embedded.",
    },
    { usage: '--seed N', text: `What the grader draws its orders and texts from; ${SEED} unless told.` },
    { usage: '--only ID', text: 'Runs this check alone, like E4.1. May be given several times.' },
    { usage: '--json', text: 'Prints the results document only.' },
    { usage: '--ci', text: 'Exits with 1 unless all points are reached.' },
  ],
  async run(parsed, signal) {
    try {
      return await runCheck(parsed, signal);
    } catch (error) {
      if (parsed.values['json'] && !signal.aborted && error instanceof Error) {
        const context = { runtime: textOption(parsed, 'runtime') ?? RUNTIMES[0], seed: SEED, problem: error.message };
        printJson(resultsOf([], context));
      }
      throw error;
    }
  },
};

async function runCheck(parsed: Parsed, signal: AbortSignal): Promise<number> {
  const id = choiceOption(parsed, 'runtime', RUNTIMES);
  const seed = numberOption(parsed, 'seed', 0) ?? SEED;
  const exercise = await loadExercise(slugOf(parsed));
  const checks = chosenChecks(exercise, textsOption(parsed, 'only'));
  const { starter } = await loadSubmissions(exercise);
  const path = textOption(parsed, 'submission');
  const submission = path === undefined ? starter : await readSubmission(starter, path, exercise.manifest.given);

  await using runtimes = await Runtimes.open();
  const runtime = await runtimes.get(id);
  const human = parsed.values['json'] ? undefined : humanOutput(exercise, checks, submission.entry, id, seed);
  const ended = await grade({
    runtime,
    image: runtimes.image(exercise),
    rig: await runtimes.rig(exercise),
    checks,
    submission,
    env: exercise.manifest.env,
    seed,
    signal,
    onEnded: human?.ended,
  });
  const results = resultsOf(ended, { runtime: id, seed });
  if (human) human.end(results);
  else printJson(results);
  return exitCode(results, parsed.values['ci'] === true ? 'must be full' : 'any');
}

function slugOf({ positionals }: Parsed): string {
  const [slug, ...more] = positionals;
  if (slug === undefined)
    throw new UsageError('Which exercise? Give its name: npm run -s duplex -- check <slug>. `list` shows them.');
  if (more.length > 0)
    throw new UsageError(`check takes one exercise, not ${positionals.length}. A file goes behind --submission.`);
  return slug;
}

function chosenChecks({ slug, checks }: Exercise, only: readonly string[] | undefined): readonly CheckSummary[] {
  if (!only) return checks;
  const ids = checks.map((it) => it.id);
  for (const id of only) {
    if (ids.includes(id)) continue;
    const [near] = nearest(id, ids);
    throw new UsageError(
      `${slug} has no check ${id}. ${near ? `Did you mean ${near}?` : `Its checks are ${ids.join(', ')}.`}`,
    );
  }
  return checks.filter((it) => only.includes(it.id));
}

function humanOutput(
  { manifest }: Exercise,
  checks: readonly CheckSummary[],
  entry: string,
  runtime: RuntimeId,
  seed: number,
) {
  const style = paint(process.stdout);
  const width = Math.max(...checks.map(({ title }) => title.length));
  process.stdout.write(
    `${style.bold(`${manifest.number} ${manifest.title}`)} ${style.dim(`· ${entry} · ${runtime}`)}\n\n`,
  );
  return {
    ended: (ended: CheckEnded) => void process.stdout.write(checkText(ended, { style, width, seed })),
    end: ({ score, max_score, message, tests }: Results) => {
      const seconds = (tests.reduce((sum, test) => sum + test.x_ms, 0) / 1000).toFixed(1);
      const line =
        score === null ? style.warning(message ?? 'No score.') : style.bold(`${score} of ${max_score} points`);
      process.stdout.write(`\n${line} ${style.dim(`· ${seconds} s · seed ${seed}`)}\n`);
    },
  };
}

function printJson(results: Results): void {
  process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
}

function exitCode({ score, max_score }: Results, marks: 'must be full' | 'any'): number {
  if (score === null) return EXIT.couldNot;
  return marks === 'must be full' && score < max_score ? EXIT.failed : EXIT.done;
}
