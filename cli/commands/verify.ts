/** `duplex verify`: proves the graders by the servers that each exercise ships. */
import {
  type CheckSummary,
  type Exercise,
  listExercises,
  loadExercise,
  loadHints,
  loadSubmissions,
  type Submission,
} from '../../src/exercise/catalog.ts';
import { type Command, choiceOption, EXIT, numberOption } from '../command.ts';
import { grade } from '../grade.ts';
import { paint } from '../output/paint.ts';
import { Progress } from '../output/progress.ts';
import { verificationTable } from '../output/verification-table.ts';
import { RUNTIMES, type RuntimeId, Runtimes } from '../runtimes.ts';
import { inSlots } from '../slots.ts';
import {
  declaredChecks,
  type Run,
  type Subject,
  unprovenChecks,
  type Violation,
  violationsOf,
} from '../verification.ts';

/** Submissions graded side by side. */
const SLOTS = 2;

export interface Verified {
  readonly exercise: Exercise;
  readonly runs: readonly Run[];
  readonly violations: readonly Violation[];
  readonly unproven: readonly string[];
}

interface Task {
  readonly exercise: Exercise;
  readonly subject: Subject;
  readonly submission: Submission;
  readonly runtime: RuntimeId;
  readonly seed: number;
  readonly checks: readonly CheckSummary[];
}

export const verify: Command = {
  name: 'verify',
  summary: 'Proves the graders: right servers pass, each broken one fails where it must, runtimes agree.',
  usage: '[slug …] [options]',
  options: { runtime: { type: 'string', short: 'r' }, repeat: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    { usage: '--runtime node|embedded|both', text: 'Where the servers run; node unless told.' },
    {
      usage: '--repeat N',
      text: 'Runs each N times, with N seeds; broken servers from the second time on their declared checks only.',
    },
    { usage: '--json', text: 'Prints what was found as JSON.' },
  ],
  async run(parsed, signal) {
    const chosen = choiceOption(parsed, 'runtime', [...RUNTIMES, 'both']);
    const ids = chosen === 'both' ? RUNTIMES : [chosen];
    const repeats = numberOption(parsed, 'repeat', 1) ?? 1;
    const exercises =
      parsed.positionals.length === 0
        ? await listExercises()
        : await Promise.all([...new Set(parsed.positionals)].map((slug) => loadExercise(slug)));

    const tasks: Task[] = [];
    for (const exercise of exercises) {
      // Not needed here, but an exercise without its hints is not whole.
      await loadHints(exercise);
      tasks.push(...(await tasksOf(exercise, ids, repeats)));
    }
    const began = performance.now();
    const runs = await runTasks(tasks, signal);
    const verified = exercises.map((exercise) => verifiedOf(exercise, runs.get(exercise.slug) ?? []));
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(
      parsed.values['json']
        ? jsonOf(verified, seconds)
        : verificationTable(verified, ids, seconds, paint(process.stdout)),
    );
    return verified.some(({ violations }) => violations.length > 0) ? EXIT.failed : EXIT.done;
  },
};

/** All submissions of an exercise, on each runtime, as often as asked. */
async function tasksOf(exercise: Exercise, ids: readonly RuntimeId[], repeats: number): Promise<readonly Task[]> {
  const { starter, solution, accepted, broken } = await loadSubmissions(exercise);
  const submissions: [Subject, Submission][] = [
    [{ kind: 'starter', name: 'starter' }, starter],
    [{ kind: 'solution', name: 'solution' }, solution],
  ];
  for (const [name, it] of Object.entries(accepted))
    submissions.push([{ kind: 'accepted', name: `accepted/${name}` }, it]);
  for (const [name, it] of Object.entries(broken)) submissions.push([{ kind: 'broken', name: `broken/${name}` }, it]);

  const tasks: Task[] = [];
  for (let seed = 1; seed <= repeats; seed++) {
    for (const [subject, submission] of submissions) {
      const declared = declaredChecks(exercise, subject);
      const checks =
        subject.kind === 'broken' && seed > 1
          ? exercise.checks.filter(({ id }) => declared.includes(id))
          : exercise.checks;
      for (const runtime of ids) tasks.push({ exercise, subject, submission, runtime, seed, checks });
    }
  }
  return tasks;
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
