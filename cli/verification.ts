/** What `duplex verify` demands of the outcomes it has seen: pure, from runs to violations. */
import type { Exercise } from '../src/exercise/catalog.ts';
import type { Verdict } from '../src/rig/check.ts';
import type { CheckEnded } from '../src/rig/grading/results.ts';

/** `starter`, `solution`, `accepted/<variant>`, `broken/<mistake>`. */
export interface Subject {
  readonly kind: 'starter' | 'solution' | 'accepted' | 'broken';
  readonly name: string;
}

export interface Run {
  /** Its slug. */
  readonly exercise: string;
  readonly subject: Subject;
  readonly runtime: string;
  readonly seed: number;
  readonly ended: readonly CheckEnded[];
}

export interface Violation {
  readonly exercise: string;
  readonly subject: string;
  readonly runtime: string;
  readonly seed: number;
  readonly check?: string;
  readonly message: string;
}

/** Everything that does not hold, in the order of the runs. */
export function violationsOf(exercise: Exercise, runs: readonly Run[]): readonly Violation[] {
  return [...runs.flatMap((run) => violationsOfRun(exercise, run)), ...disagreements(exercise, runs)];
}

function violationsOfRun(exercise: Exercise, run: Run): readonly Violation[] {
  const { subject, ended } = run;
  const violation = (message: string, check?: CheckEnded): Violation => ({
    exercise: exercise.slug,
    subject: subject.name,
    runtime: run.runtime,
    seed: run.seed,
    check: check?.id,
    message,
  });
  const found = ended
    .filter(({ verdict }) => verdict.status === 'could-not-check')
    .map((check) => violation(`could not be checked: ${summaryOf(check.verdict)}`, check));
  if (subject.kind === 'starter') {
    if (ended.every(passed)) found.push(violation('the starter has full marks already'));
  } else if (subject.kind === 'broken') {
    const declared = declaredChecks(exercise, subject);
    const before = exercise.checks.findIndex(({ id }) => declared.includes(id));
    const earlier = new Set(exercise.checks.slice(0, before).map(({ id }) => id));
    for (const check of ended) {
      if (declared.includes(check.id) && passed(check)) found.push(violation('passed, though declared to fail', check));
      if (earlier.has(check.id) && isFailure(check.verdict)) {
        found.push(violation(`failed before its own check: ${summaryOf(check.verdict)}`, check));
      }
    }
  } else {
    const failing = ended.filter(({ verdict }) => isFailure(verdict));
    found.push(...failing.map((check) => violation(summaryOf(check.verdict), check)));
  }
  return found;
}

/** Checks to which two runtimes gave different verdicts, of the same submission with the same seed. */
function disagreements(exercise: Exercise, runs: readonly Run[]): readonly Violation[] {
  const found: Violation[] = [];
  const first = new Map<string, { runtime: string; check: CheckEnded }>();
  for (const { subject, runtime, seed, ended } of runs) {
    for (const check of ended) {
      const key = `${subject.name} ${seed} ${check.id}`;
      const other = first.get(key);
      if (!other) first.set(key, { runtime, check });
      else if (other.check.verdict.status !== check.verdict.status) {
        const message = `${check.verdict.status}, but ${other.check.verdict.status} on ${other.runtime}`;
        found.push({ exercise: exercise.slug, subject: subject.name, runtime, seed, check: check.id, message });
      }
    }
  }
  return found;
}

/** Checks that no broken server is declared to fail: nothing proves that they can fail. */
export function unprovenChecks({ manifest, checks }: Exercise): readonly string[] {
  const proven = new Set(Object.values(manifest.broken).flat());
  return checks.map(({ id }) => id).filter((id) => !proven.has(id));
}

export function declaredChecks({ manifest }: Exercise, { name }: Subject): readonly string[] {
  return manifest.broken[name.slice('broken/'.length)] ?? [];
}

export function passed({ verdict }: CheckEnded): boolean {
  return verdict.status === 'passed';
}

function isFailure({ status }: Verdict): boolean {
  return status === 'failed' || status === 'timed-out' || status === 'crashed';
}

/** A verdict in one line. */
function summaryOf(verdict: Verdict): string {
  switch (verdict.status) {
    case 'passed':
      return 'passed';
    case 'failed':
      return `expected ${verdict.expected} Received ${verdict.received}`;
    case 'timed-out':
      return `waited in vain for ${verdict.waitingFor}`;
    case 'crashed':
      return `died: ${verdict.error.split('\n')[0]}${verdict.at ? ` at ${verdict.at.file}:${verdict.at.line}` : ''}`;
    case 'could-not-check':
      return verdict.reason;
  }
}
