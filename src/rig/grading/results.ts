/** Exercism's `results.json`, version 3, with scores and our own `x_` fields, from the reports of the checks. */
import type { Verdict } from '../check.ts';
import type { Report, Transcript } from '../protocol.ts';

export type CheckEnded = Extract<Report, { type: 'check-ended' }>;

export interface TestResult {
  /** The check's id: `E4.1`. */
  readonly id: string;
  readonly name: string;
  readonly status: 'pass' | 'fail' | 'error';
  readonly message?: string | undefined;
  readonly output?: string | undefined;
  /** 1 for the first check of the exercise. */
  readonly task_id: number;
  readonly max_score: number;
  readonly score: number;
  readonly x_expected?: string | undefined;
  readonly x_received?: string | undefined;
  readonly x_why?: string | undefined;
  /** Anchor of the section that teaches it. */
  readonly x_lesson: string;
  readonly x_transcript?: Transcript | undefined;
  readonly x_seed: number;
  readonly x_ms: number;
}

export interface Results {
  readonly version: 3;
  readonly status: 'pass' | 'fail' | 'error';
  readonly message: string | null;
  readonly tests: readonly TestResult[];
  readonly max_score: number;
  /** Null when a check could not be checked: such an attempt has no score. */
  readonly score: number | null;
  readonly x_runtime: string;
}

export interface ResultsContext {
  readonly runtime: string;
  readonly seed: number;
  /** Why no check ran; for the top-level message. */
  readonly problem?: string;
}

/** @param ended in the order of the grader. */
export function resultsOf(ended: readonly CheckEnded[], { runtime, seed, problem }: ResultsContext): Results {
  const tests = ended.map((report) => testOf(report, seed));
  const undecided = ended.filter(({ verdict }) => verdict.status === 'could-not-check');
  const sum = (scores: readonly number[]) => scores.reduce((total, score) => total + score, 0);
  return {
    version: 3,
    status: overall(tests),
    message: messageOf(ended.length, undecided.length, problem),
    tests,
    max_score: sum(tests.map((test) => test.max_score)),
    score: ended.length === 0 || undecided.length > 0 ? null : sum(tests.map((test) => test.score)),
    x_runtime: runtime,
  };
}

function overall(tests: readonly TestResult[]): Results['status'] {
  if (tests.length === 0) return 'error';
  return tests.every(({ status }) => status === 'pass') ? 'pass' : 'fail';
}

function messageOf(ran: number, undecided: number, problem: string | undefined): string | null {
  if (problem !== undefined) return problem;
  if (ran === 0) return 'No check ran.';
  if (undecided === 0) return null;
  return `${undecided === 1 ? 'One check' : `${undecided} checks`} could not be checked, so this attempt has no score.`;
}

function testOf({ id, title, points, lesson, verdict, ms, output, transcript }: CheckEnded, seed: number): TestResult {
  return {
    id,
    name: title,
    status: statusOf(verdict),
    message: explain(verdict, lesson),
    output: output || undefined,
    task_id: Number(id.split('.').at(-1)),
    max_score: points,
    score: verdict.status === 'passed' ? points : 0,
    ...fieldsOf(verdict),
    x_lesson: lesson,
    x_transcript: transcript,
    x_seed: ('seed' in verdict ? verdict.seed : undefined) ?? seed,
    x_ms: Math.round(ms),
  };
}

function statusOf(verdict: Verdict): TestResult['status'] {
  if (verdict.status === 'passed') return 'pass';
  return verdict.status === 'could-not-check' ? 'error' : 'fail';
}

function fieldsOf(verdict: Verdict): Pick<TestResult, 'x_expected' | 'x_received' | 'x_why'> {
  switch (verdict.status) {
    case 'failed':
      return { x_expected: verdict.expected, x_received: verdict.received, x_why: verdict.why };
    case 'timed-out':
      return { x_expected: verdict.waitingFor, x_received: verdict.received, x_why: verdict.why };
    case 'crashed':
      return { x_received: verdict.error };
    default:
      return {};
  }
}

/** A verdict in full sentences; undefined for one that passed. */
export function explain(verdict: Verdict, lesson: string): string | undefined {
  switch (verdict.status) {
    case 'passed':
      return undefined;
    case 'failed':
      return lines(
        `Expected: ${verdict.expected}`,
        `Received: ${verdict.received}`,
        `Why it matters: ${verdict.why}`,
        `Read: ${lesson}`,
      );
    case 'timed-out':
      return lines(
        `Waited in vain for ${verdict.waitingFor}.`,
        verdict.received && `Received instead: ${verdict.received}.`,
        verdict.why && `Why it matters: ${verdict.why}`,
        `Read: ${lesson}`,
      );
    case 'crashed': {
      const { at } = verdict;
      const place = at && `${at.file}:${at.line}${at.column === undefined ? '' : `:${at.column}`}`;
      return lines(`The program died: ${verdict.error}`, place && `at ${place}`);
    }
    case 'could-not-check':
      return `This could not be checked: ${verdict.reason}`;
  }
}

function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n');
}
