/** Which submissions `duplex verify` grades, where, how often, and on which checks. */
import { type CheckSummary, type Exercise, loadSubmissions, type Submission } from '../src/exercise/catalog.ts';
import type { RuntimeId } from './runtimes.ts';
import { declaredChecks, type Subject } from './verification.ts';

export interface Plan {
  readonly runtimes: readonly RuntimeId[];
  /** Each time with another seed, from `firstSeed` on. */
  readonly repeats: number;
  readonly firstSeed: number;
  /** What a broken server is run on. Right servers and the starter run every check. */
  readonly brokenOn: 'every check' | 'the checks it must fail';
}

export interface Task {
  readonly exercise: Exercise;
  readonly subject: Subject;
  readonly submission: Submission;
  readonly runtime: RuntimeId;
  readonly seed: number;
  readonly checks: readonly CheckSummary[];
}

export async function tasksOf(
  exercise: Exercise,
  { runtimes, repeats, firstSeed, brokenOn }: Plan,
): Promise<readonly Task[]> {
  const submissions = await subjectsOf(exercise);
  const seeds = Array.from({ length: repeats }, (_, n) => firstSeed + n);
  // Runtime by runtime, so that rigs are used again.
  return runtimes.flatMap((runtime) =>
    seeds.flatMap((seed) =>
      submissions.map(([subject, submission]) => {
        const checks = checksFor(exercise, subject, brokenOn);
        return { exercise, subject, submission, runtime, seed, checks };
      }),
    ),
  );
}

async function subjectsOf(exercise: Exercise): Promise<readonly (readonly [Subject, Submission])[]> {
  const { starter, solution, accepted, broken } = await loadSubmissions(exercise);
  const named = (kind: 'accepted' | 'broken', all: Readonly<Record<string, Submission>>) =>
    Object.entries(all).map(([name, submission]) => [{ kind, name: `${kind}/${name}` }, submission] as const);
  return [
    [{ kind: 'starter', name: 'starter' }, starter],
    [{ kind: 'solution', name: 'solution' }, solution],
    ...named('accepted', accepted),
    ...named('broken', broken),
  ];
}

function checksFor(exercise: Exercise, subject: Subject, brokenOn: Plan['brokenOn']): readonly CheckSummary[] {
  if (subject.kind !== 'broken' || brokenOn === 'every check') return exercise.checks;
  const declared = declaredChecks(exercise, subject);
  return exercise.checks.filter(({ id }) => declared.includes(id));
}
