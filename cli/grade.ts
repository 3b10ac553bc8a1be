/** Grades submissions: what the rig does not report could not be checked, so that no check is left without an outcome. */
import type { CheckSummary } from '../src/exercise/catalog.ts';
import type { CheckEnded } from '../src/rig/grading/results.ts';
import { type Grading, GradingRig, type RigEnd, type RigParts } from './grading-rig.ts';

export interface GradeRequest extends RigParts, Grading {
  /** Called as each check ends, in order. */
  onEnded?(ended: CheckEnded): void;
}

/**
 * One submission in a sandbox of its own.
 * @returns one outcome for each check, in order
 * @throws the signal's reason when aborted, SandboxError when there is no sandbox to be had
 */
export async function grade(request: GradeRequest): Promise<readonly CheckEnded[]> {
  await using grader = new Grader(request);
  // Awaited here, before the rig is disposed.
  return await grader.grade(request, request.onEnded);
}

/** Grades submission after submission of one exercise, with a rig that is started when first needed. */
export class Grader implements AsyncDisposable {
  readonly #parts: RigParts;
  #rig: GradingRig | undefined;

  constructor(parts: RigParts) {
    this.#parts = parts;
  }

  /** One at a time. @returns and throws as `grade` */
  async grade(grading: Grading, onEnded?: (ended: CheckEnded) => void): Promise<readonly CheckEnded[]> {
    const { checks } = grading;
    const all: CheckEnded[] = [];
    const done = (ended: CheckEnded) => {
      all.push(ended);
      onEnded?.(ended);
    };
    while (all.length < checks.length) {
      this.#rig ??= await GradingRig.start(this.#parts);
      const end = await this.#rig.grade({ ...grading, checks: checks.slice(all.length) }, done);
      this.#parts.signal.throwIfAborted();
      if (end.how !== 'graded') await this[Symbol.asyncDispose]();
      // A rig gone before its time: the check it was at is lost, and the next rig gets the rest.
      // One that never came to a check will not do so the next time either.
      const victims = checks.slice(all.length, end.begun && end.how !== 'graded' ? all.length + 1 : undefined);
      for (const victim of victims) done(lost(victim, end));
    }
    return all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const rig = this.#rig;
    this.#rig = undefined;
    await rig?.[Symbol.asyncDispose]();
  }
}

/** The outcome of a check during which the rig ended. */
function lost({ id, title, points, lesson }: CheckSummary, end: RigEnd): CheckEnded {
  const base = { type: 'check-ended', id, title, points, lesson, ms: 0, output: '' } as const;
  if (end.how === 'exited' && end.exit.reason === 'out-of-memory') {
    return { ...base, verdict: { status: 'crashed', error: 'Your program used more memory than the sandbox has.' } };
  }
  return { ...base, verdict: { status: 'could-not-check', reason: reasonOf(end) } };
}

function reasonOf(end: RigEnd): string {
  switch (end.how) {
    case 'silent':
      return 'The grader has said nothing for minutes, so it was stopped. Close other programs and try again.';
    case 'graded':
      return 'The grader left this check out. Run it again; if that does not help, build the sandbox again: npm run build:sandbox.';
    case 'exited': {
      const lines = end.stderr.trim().split('\n');
      // Node prints the source line first, and its own version last.
      const error = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
      return `The grader ended unexpectedly (${error || `exit code ${end.exit.code}`}). Try again; if that does not help, report it.`;
    }
  }
}
