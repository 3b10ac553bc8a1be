/** `duplex verify`: proves the graders by the servers that each exercise ships. */
import { availableParallelism } from 'node:os';
import { ROOT } from '../../build/sandbox/context.ts';
import {
  type Exercise,
  listExercises,
  listManifests,
  loadExercise,
  loadHints,
  requireBrief,
} from '../../src/exercise/catalog.ts';
import { nearest } from '../../src/exercise/nearest.ts';
import { type Course, courseViolations } from '../authoring/course-fit.ts';
import { moduleSlugs } from '../authoring/modules.ts';
import { unfilled } from '../authoring/placeholders.ts';
import { type Command, choiceOption, EXIT, numberOption, type Parsed, textsOption, UsageError } from '../command.ts';
import { FEEDBACK_SEED, type Feedback, feedbackOf, feedbackViolations, staleFeedback } from '../feedback.ts';
import { readFeedback, writeFeedback } from '../feedback-file.ts';
import { withGraders } from '../grader-pool.ts';
import { paint } from '../output/paint.ts';
import { Progress } from '../output/progress.ts';
import { verificationJson } from '../output/verification-json.ts';
import { verificationTable } from '../output/verification-table.ts';
import { RUNTIMES, Runtimes } from '../runtimes.ts';
import { asDeclared, type Run, unprovenChecks, type Violation, violationsOf } from '../verification.ts';
import { type Plan, type Task, tasksOf } from '../verification-tasks.ts';

export interface Verified {
  readonly exercise: Exercise;
  readonly runs: readonly Run[];
  readonly violations: readonly Violation[];
}

export const verify: Command = {
  name: 'verify',
  summary: 'Proves the graders: right servers pass, each broken one fails where it must, runtimes agree.',
  usage: '[slug …] [options]',
  options: {
    runtime: { type: 'string', short: 'r' },
    repeat: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string', multiple: true },
    'every-check': { type: 'boolean' },
    record: { type: 'boolean' },
    matrix: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    { usage: '--runtime node|embedded|both', text: 'Where the servers run; node unless told.' },
    { usage: '--repeat N', text: 'Runs each N times, with N seeds, and says how many differ.' },
    { usage: '--seed N', text: 'The first seed; 1 unless told.' },
    {
      usage: '--only NAME',
      text: 'Only this submission, like broken/echo-twice, or all of a folder, like accepted. May be given several times.',
    },
    {
      usage: '--every-check',
      text: 'Runs broken servers on every check and not only on those they must fail: compares runtimes on all of them.',
    },
    { usage: '--record', text: 'Writes what students read of the broken servers into exercises/<slug>/feedback.md.' },
    { usage: '--matrix', text: 'Shows every submission, also those that do as declared.' },
    { usage: '--json', text: 'Prints what was found as JSON.' },
  ],
  async run(parsed, signal) {
    const chosen = choiceOption(parsed, 'runtime', [...RUNTIMES, 'both']);
    const only = textsOption(parsed, 'only');
    const plan: Plan = {
      runtimes: chosen === 'both' ? RUNTIMES : [chosen],
      repeats: numberOption(parsed, 'repeat', 1) ?? 1,
      firstSeed: numberOption(parsed, 'seed', 0) ?? FEEDBACK_SEED,
      brokenOn: parsed.values['every-check'] ? 'every check' : 'the checks it must fail',
    };
    if (parsed.values['record'] && (only || plan.firstSeed !== FEEDBACK_SEED))
      throw new UsageError('--record writes the whole file, with the first seed. Leave --only and --seed out.');
    const exercises = await chosenExercises(parsed);
    const tasks = chosenTasks((await Promise.all(exercises.map((it) => tasksOf(it, plan)))).flat(), only);

    const began = performance.now();
    const runs = await runTasks(tasks, signal);
    const seconds = (performance.now() - began) / 1000;
    const course = { modules: await moduleSlugs(ROOT), manifests: await listManifests(ROOT) };
    const verified = await Promise.all(
      exercises.map((exercise) => verifiedOf(exercise, runs.get(exercise.slug) ?? [], { only, parsed, course })),
    );
    process.stdout.write(
      parsed.values['json']
        ? verificationJson(verified, seconds)
        : verificationTable(verified, {
            runtimes: plan.runtimes,
            rows: parsed.values['matrix'] || only ? 'all' : 'what is wrong',
            seconds,
            style: paint(process.stdout),
          }),
    );
    return verified.some(({ violations }) => violations.length > 0) ? EXIT.failed : EXIT.done;
  },
};

async function chosenExercises({ positionals }: Parsed): Promise<readonly Exercise[]> {
  const slugs = [...new Set(positionals)];
  const exercises = await (slugs.length === 0 ? listExercises() : Promise.all(slugs.map((slug) => loadExercise(slug))));
  // Not needed here, but an exercise without its hints and its brief is not whole.
  for (const exercise of exercises) {
    await loadHints(exercise);
    await requireBrief(exercise);
  }
  return exercises;
}

/** @throws UsageError for a name that is no submission */
function chosenTasks(tasks: readonly Task[], only: readonly string[] | undefined): readonly Task[] {
  if (!only) return tasks;
  const isNamed = ({ subject }: Task, name: string) => subject.name === name || subject.name.startsWith(`${name}/`);
  const unknown = only.find((name) => !tasks.some((task) => isNamed(task, name)));
  if (unknown !== undefined) {
    const [near] = nearest(unknown, [...new Set(tasks.map(({ subject }) => subject.name))]);
    const mend = near ? `Did you mean ${near}?` : 'Write its folder, like solution or broken/echo-twice.';
    throw new UsageError(`--only ${unknown} is no submission. ${mend}`);
  }
  return tasks.filter((task) => only.some((name) => isNamed(task, name)));
}

/** @returns the runs of each exercise, by its slug */
async function runTasks(tasks: readonly Task[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly Run[]>> {
  await using runtimes = await Runtimes.open();
  using progress = new Progress(process.stderr, tasks.length);
  const runs = await withGraders(
    availableParallelism(),
    tasks,
    signal,
    ({ exercise, runtime }) => `${exercise.slug} on ${runtime}`,
    async ({ exercise, runtime }, signal) => ({
      runtime: await runtimes.get(runtime),
      image: runtimes.image(exercise),
      rig: await runtimes.rig(exercise),
      signal,
    }),
    async ({ exercise, subject, submission, runtime, seed, checks }, grader): Promise<Run> => {
      const ended = await grader.grade({ checks, submission, env: exercise.manifest.env, seed });
      progress.step(`${exercise.slug} ${subject.name} on ${runtime}`);
      return { exercise: exercise.slug, subject, runtime, seed, ended };
    },
  );
  return Map.groupBy(runs, ({ exercise }) => exercise);
}

async function verifiedOf(
  exercise: Exercise,
  runs: readonly Run[],
  { only, parsed, course }: { only: readonly string[] | undefined; parsed: Parsed; course: Course },
): Promise<Verified> {
  const violations = [...violationsOf(exercise, runs)];
  const declared = runs.map((run) => asDeclared(exercise, run));
  if (!only) violations.push(...unprovenChecks(exercise, declared));
  if (parsed.values['record']) await writeFeedback(exercise, feedbackOf(runsOfOneRuntime(declared)));
  violations.push(...(await feedbackFound(exercise, declared, only)));
  if (!only) {
    violations.push(...courseViolations(exercise, course));
    violations.push(...(await unfilled(exercise.slug, ROOT)));
  }
  return { exercise, runs, violations };
}

async function feedbackFound(
  exercise: Exercise,
  runs: readonly Run[],
  only: readonly string[] | undefined,
): Promise<readonly Violation[]> {
  const recorded: Feedback | undefined = await readFeedback(exercise);
  const names = [...new Set(runs.map(({ subject }) => subject.name))];
  const stale = recorded && !only ? staleFeedback(exercise.slug, names, recorded) : [];
  return [...feedbackViolations(exercise.slug, runs, recorded), ...stale];
}

function runsOfOneRuntime(runs: readonly Run[]): readonly Run[] {
  return runs.filter(({ runtime }) => runtime === runs[0]?.runtime);
}
