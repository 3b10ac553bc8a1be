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

export type ViolationKind =
  | 'could-not-check'
  | 'starter-is-full'
  /** A broken server that a check does not see. */
  | 'unexpected-pass'
  /** A right server, or a broken one at a check before its own. */
  | 'unexpected-fail'
  | 'runtimes-disagree'
  /** A broken server that no check sees. */
  | 'mutant-survives'
  /** A check that no broken server fails: nothing proves that it can fail. */
  | 'check-unproven'
  /** What a student reads is not what is recorded. */
  | 'feedback'
  /** The author has not yet written what a template leaves open. */
  | 'placeholder'
  /** Its module, its number or its points do not fit into the course. */
  | 'misfit'
  /** A starter or a broken server that never listens: it shows no mistake of anybody's. */
  | 'never-listened';

export interface Violation {
  readonly exercise: string;
  readonly kind: ViolationKind;
  /** Absent when it concerns the whole exercise. */
  readonly subject?: string | undefined;
  readonly runtime?: string | undefined;
  readonly check?: string | undefined;
  readonly message: string;
  /** The seeds it was seen with, of `of` that were tried. */
  readonly seeds: readonly number[];
  readonly of: number;
}

type Found = Omit<Violation, 'seeds' | 'of' | 'exercise'> & { readonly seed: number };

/** Everything that does not hold in the runs, in their order; the same of several seeds is one. */
export function violationsOf(exercise: Exercise, runs: readonly Run[]): readonly Violation[] {
  const found = [...runs.flatMap((run) => violationsOfRun(exercise, run)), ...disagreements(runs)];
  const groups = Map.groupBy(found, ({ kind, subject, runtime, check }) => [kind, subject, runtime, check].join(' '));
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const { seed, ...what } = first;
    const of = runs.filter(({ subject, runtime }) => subject.name === what.subject && runtime === what.runtime).length;
    return [{ exercise: exercise.slug, ...what, seeds: [seed, ...more.map((it) => it.seed)], of }];
  });
}

function violationsOfRun(exercise: Exercise, run: Run): readonly Found[] {
  const { subject, runtime, seed, ended } = run;
  const violation = (kind: ViolationKind, message: string, check?: CheckEnded): Found => ({
    ...{ kind, subject: subject.name, runtime, check: check?.id, message, seed },
  });
  const found = ended
    .filter(({ verdict }) => verdict.status === 'could-not-check')
    .map((check) => violation('could-not-check', `could not be checked: ${summaryOf(check.verdict)}`, check));
  const [first] = ended;
  if ((subject.kind === 'starter' || subject.kind === 'broken') && first && neverListened(ended)) {
    const mend = 'it must start and listen, or whatever is asked of it fails for the same reason';
    found.push(violation('never-listened', `${mend}: ${summaryOf(first.verdict)}`));
  } else if (subject.kind === 'starter') {
    if (ended.every(passed)) found.push(violation('starter-is-full', 'the starter has full marks already'));
  } else if (subject.kind === 'broken') found.push(...violationsOfBroken(exercise, run, violation));
  else {
    const failing = ended.filter(failed);
    found.push(...failing.map((check) => violation('unexpected-fail', withMend(exercise, check), check)));
  }
  return found;
}

function violationsOfBroken(
  exercise: Exercise,
  { subject, ended }: Run,
  violation: (kind: ViolationKind, message: string, check?: CheckEnded) => Found,
): readonly Found[] {
  const declared = declaredChecks(exercise, subject);
  if (ended.length > 0 && ended.every(passed)) {
    return [
      violation('mutant-survives', `no check sees its mistake; it passes ${ended.map(({ id }) => id).join(', ')}`),
    ];
  }
  const before = exercise.checks.findIndex(({ id }) => declared.includes(id));
  const earlier = new Set(exercise.checks.slice(0, before).map(({ id }) => id));
  return ended.flatMap((check) => {
    if (declared.includes(check.id) && passed(check))
      return [violation('unexpected-pass', 'passed, though declared to fail', check)];
    if (earlier.has(check.id) && failed(check))
      return [violation('unexpected-fail', `failed before its own check: ${summaryOf(check.verdict)}`, check)];
    return [];
  });
}

/** Checks to which two runtimes gave different verdicts, of the same submission with the same seed. */
function disagreements(runs: readonly Run[]): readonly Found[] {
  const found: Found[] = [];
  const first = new Map<string, { runtime: string; check: CheckEnded }>();
  for (const { subject, runtime, seed, ended } of runs) {
    for (const check of ended) {
      const key = `${subject.name} ${seed} ${check.id}`;
      const other = first.get(key);
      if (!other) first.set(key, { runtime, check });
      else if (other.check.verdict.status !== check.verdict.status) {
        const message = `${check.verdict.status}, but ${other.check.verdict.status} on ${other.runtime}`;
        found.push({ kind: 'runtimes-disagree', subject: subject.name, runtime, seed, check: check.id, message });
      }
    }
  }
  return found;
}

/** Checks that no broken server has failed; to be asked only when all broken servers have run. */
export function unprovenChecks({ slug, checks }: Exercise, runs: readonly Run[]): readonly Violation[] {
  const killing = new Set(
    runs.flatMap(({ subject, ended }) => (subject.kind === 'broken' ? ended.filter(failed).map(({ id }) => id) : [])),
  );
  const message = 'no broken server fails it, so nothing proves that it can fail: add one';
  return checks
    .filter(({ id }) => !killing.has(id))
    .map(({ id }) => ({ exercise: slug, kind: 'check-unproven', check: id, message, seeds: [], of: 0 }));
}

export function declaredChecks({ manifest }: Exercise, { name }: Subject): readonly string[] {
  return manifest.broken[name.slice('broken/'.length)] ?? [];
}

/**
 * A run without what was not asked of it: of a broken server the checks that it need not fail, which it runs all the same
 * when the runtimes are compared on every check.
 */
export function asDeclared(exercise: Exercise, run: Run): Run {
  if (run.subject.kind !== 'broken') return run;
  const declared = declaredChecks(exercise, run.subject);
  return { ...run, ended: run.ended.filter(({ id }) => declared.includes(id)) };
}

/** It failed whatever it ran, and the transcript of each check holds nobody: it died, or listened elsewhere. */
function neverListened(ended: readonly CheckEnded[]): boolean {
  return ended.every((check) => failed(check) && check.transcript?.links.length === 0);
}

export function passed({ verdict }: CheckEnded): boolean {
  return verdict.status === 'passed';
}

/** The server failed it; `could-not-check` is no doing of the server's. */
export function failed({ verdict: { status } }: CheckEnded): boolean {
  return status === 'failed' || status === 'timed-out' || status === 'crashed';
}

/** Why a right server failed; says so when the exercise does not let it have a package that it imports. */
function withMend({ slug, manifest }: Exercise, { verdict }: CheckEnded): string {
  const summary = summaryOf(verdict);
  const name = /Cannot find package '([^']+)'/.exec(summary)?.[1];
  if (name === undefined || manifest.packages.some((allowed) => allowed === name)) return summary;
  return `${summary}. If servers may use it, add "${name}" to "packages" in exercises/${slug}/exercise.json`;
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
