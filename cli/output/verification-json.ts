/** What `duplex verify` found, for machines: each verdict of each run, and what does not hold. */
import type { Verified } from '../commands/verify.ts';

export function verificationJson(verified: readonly Verified[], seconds: number): string {
  const document = {
    ok: verified.every(({ violations }) => violations.length === 0),
    seconds,
    exercises: verified.map(({ exercise, runs, violations }) => ({
      slug: exercise.slug,
      checks: exercise.checks.map(({ id }) => id),
      runs: runs.map(({ subject, runtime, seed, ended }) => ({
        submission: subject.name,
        runtime,
        seed,
        verdicts: Object.fromEntries(ended.map(({ id, verdict }) => [id, verdict.status])),
      })),
      violations: violations.map(({ exercise: _slug, ...violation }) => violation),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
