/** Which submissions `duplex verify` grades, where, how often, and on which checks. */
import { type CheckSummary, type Exercise, loadSubmissions, type Submission } from '../src/exercise/catalog.ts';
import type { RuntimeId } from './runtimes.ts';
import { declaredChecks, type Subject } from './verification.ts';

export interface Plan {
  readonly runtimes: readonly RuntimeId[];
  /** Each time with another seed, from 1 on. */
  readonly repeats: number;
  /** What a broken server is run on the first time; later it is run on its declared checks only. */
  readonly brokenOn: 'every check' | 'the checks up to those it must fail' | 'the checks it must fail';
}

export interface Task {
  readonly exercise: Exercise;
  readonly subject: Subject;
  readonly submission: Submission;
  readonly runtime: RuntimeId;
  readonly seed: number;
  readonly checks: readonly CheckSummary[];
}

export async function tasksOf(exercise: Exercise, { runtimes, repeats, brokenOn }: Plan): Promise<readonly Task[]> {
  const submissions = await subjectsOf(exercise);
  const tasks: Task[] = [];
  for (let seed = 1; seed <= repeats; seed++) {
    for (const [subject, submission] of submissions) {
      const depth = subject.kind !== 'broken' ? 'every check' : seed > 1 ? 'the checks it must fail' : brokenOn;
      const checks = checksFor(exercise, subject, depth);
      for (const runtime of runtimes) tasks.push({ exercise, subject, submission, runtime, seed, checks });
    }
  }
  return tasks;
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

function checksFor(exercise: Exercise, subject: Subject, depth: Plan['brokenOn']): readonly CheckSummary[] {
  const { checks } = exercise;
  const declared = declaredChecks(exercise, subject);
  switch (depth) {
    case 'every check':
      return checks;
    case 'the checks it must fail':
      return checks.filter(({ id }) => declared.includes(id));
    case 'the checks up to those it must fail':
      return checks.slice(0, checks.findLastIndex(({ id }) => declared.includes(id)) + 1);
  }
}
