/** Grades one submission: check after check, each report as it is known. */
import type { Check } from '../check.ts';
import { rigHost } from '../control/host.ts';
import { LoopWatch } from '../control/loop-watch.ts';
import type { Command, Report } from '../protocol.ts';
import { type AttemptOptions, attempt, type Outcome } from './attempt.ts';

type GradeCommand = Extract<Command, { type: 'grade' }>;

export async function grade(
  checks: readonly Check[],
  command: GradeCommand,
  report: (report: Report) => void,
): Promise<void> {
  const host = rigHost();
  const watch = new LoopWatch(host);
  for (const check of checks) {
    if (command.only && !command.only.includes(check.id)) continue;
    const { id, title, points, lesson } = check;
    report({ type: 'check-started', id, title, points });
    const began = host.realNow();
    const outcome = host.unfit
      ? couldNot(`Virtual time does not work here: ${host.unfit}.`)
      : await attempts(check, { ...command, host, watch }, (seed) => report({ type: 'seed-passed', id, seed }));
    const { verdict, output, transcript } = outcome;
    const ms = host.realNow() - began;
    report({ type: 'check-ended', id, title, points, lesson, verdict, ms, output, transcript });
  }
  report({ type: 'graded' });
}

/** The check with each of its seeds, until one does not pass. */
async function attempts(check: Check, options: AttemptOptions, passed: (seed: number) => void): Promise<Outcome> {
  for (let tried = 0; ; tried++) {
    const seed = (options.seed + tried) >>> 0;
    const outcome = await attempt(check, { ...options, seed }).catch((error: unknown) => couldNot(String(error)));
    if (outcome.verdict.status !== 'passed' || tried + 1 >= (check.seeds ?? 1)) return outcome;
    passed(seed);
  }
}

function couldNot(reason: string): Outcome {
  return { verdict: { status: 'could-not-check', reason }, output: '', transcript: undefined };
}
