/** `duplex verify`: proves the graders by the servers that each exercise ships. */
import { type Exercise, listExercises, loadExercise, loadHints } from '../../src/exercise/catalog.ts';
import { type Command, choiceOption, EXIT, numberOption, UsageError } from '../command.ts';
import { grade } from '../grade.ts';
import { paint } from '../output/paint.ts';
import { Progress } from '../output/progress.ts';
import { verificationTable } from '../output/verification-table.ts';
import { RUNTIMES, Runtimes } from '../runtimes.ts';
import { inSlots } from '../slots.ts';
import { type Run, unprovenChecks, type Violation, violationsOf } from '../verification.ts';
import { type Plan, type Task, tasksOf } from '../verification-tasks.ts';

/** Submissions graded side by side. */
const SLOTS = 2;

export interface Verified {
  readonly exercise: Exercise;
  readonly runs: readonly Run[];
  readonly violations: readonly Violation[];
  readonly unproven: readonly string[];
}

export const verify: Command = {
  name: 'verify',
  summary: 'Proves the graders: right servers pass, each broken one fails where it must, runtimes agree.',
  usage: '[slug …] [options]',
  options: {
    runtime: { type: 'string', short: 'r' },
    repeat: { type: 'string' },
    'every-check': { type: 'boolean' },
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    { usage: '--runtime node|embedded|both', text: 'Where the servers run; node unless told.' },
    {
      usage: '--repeat N',
      text: 'Runs each N times, with N seeds; broken servers from the second time on their declared checks only.',
    },
    {
      usage: '--every-check',
      text: 'Runs broken servers on every check, so that runtimes are compared on all of them.',
    },
    {
      usage: '--quick',
      text: 'Runs broken servers on the checks they must fail, and on no others.',
    },
    { usage: '--json', text: 'Prints what was found as JSON.' },
  ],
  async run(parsed, signal) {
    const chosen = choiceOption(parsed, 'runtime', [...RUNTIMES, 'both']);
    const plan = {
      runtimes: chosen === 'both' ? RUNTIMES : [chosen],
      repeats: numberOption(parsed, 'repeat', 1) ?? 1,
      brokenOn: depthOf(parsed.values),
    } as const;
    const exercises =
      parsed.positionals.length === 0
        ? await listExercises()
        : await Promise.all([...new Set(parsed.positionals)].map((slug) => loadExercise(slug)));

    const tasks: Task[] = [];
    for (const exercise of exercises) {
      // Not needed here, but an exercise without its hints is not whole.
      await loadHints(exercise);
      tasks.push(...(await tasksOf(exercise, plan)));
    }
    const began = performance.now();
    const runs = await runTasks(tasks, signal);
    const verified = exercises.map((exercise) => verifiedOf(exercise, runs.get(exercise.slug) ?? []));
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(
      parsed.values['json']
        ? jsonOf(verified, seconds)
        : verificationTable(verified, plan.runtimes, seconds, paint(process.stdout)),
    );
    return verified.some(({ violations }) => violations.length > 0) ? EXIT.failed : EXIT.done;
  },
};

/** @throws UsageError when two options say different things. */
function depthOf(values: Readonly<Record<string, unknown>>): Plan['brokenOn'] {
  if (values['every-check'] && values['quick'])
    throw new UsageError('--every-check and --quick exclude each other. Leave one of them out.');
  if (values['every-check']) return 'every check';
  return values['quick'] ? 'the checks it must fail' : 'the checks up to those it must fail';
}

/** @returns the runs of each exercise, by its slug */
async function runTasks(tasks: readonly Task[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly Run[]>> {
  await using runtimes = await Runtimes.open();
  using progress = new Progress(process.stderr, tasks.length);
  const runs = await inSlots(SLOTS, tasks, signal, async (task, signal) => {
    const { exercise, subject, submission, runtime, seed, checks } = task;
    const ended = await grade({
      runtime: await runtimes.get(runtime),
      image: runtimes.image(exercise),
      rig: await runtimes.rig(exercise),
      checks,
      submission,
      env: exercise.manifest.env,
      seed,
      signal,
    });
    progress.step(`${exercise.slug} ${subject.name} on ${runtime}`);
    return { exercise: exercise.slug, subject, runtime, seed, ended };
  });
  return Map.groupBy(runs, ({ exercise }) => exercise);
}

function verifiedOf(exercise: Exercise, runs: readonly Run[]): Verified {
  return { exercise, runs, violations: violationsOf(exercise, runs), unproven: unprovenChecks(exercise) };
}

function jsonOf(verified: readonly Verified[], seconds: number): string {
  const document = {
    ok: verified.every(({ violations }) => violations.length === 0),
    seconds,
    exercises: verified.map(({ exercise, runs, violations, unproven }) => ({
      slug: exercise.slug,
      runs: runs.map(({ subject, runtime, seed, ended }) => ({
        submission: subject.name,
        runtime,
        seed,
        verdicts: Object.fromEntries(ended.map(({ id, verdict }) => [id, verdict.status])),
      })),
      violations,
      unproven,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
