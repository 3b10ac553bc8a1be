/** The time of one whole Check click: the solution, every check. */
import { grade } from '../cli/grade.ts';
import type { Runtimes } from '../cli/runtimes.ts';
import type { Exercise, Submission } from '../src/exercise/catalog.ts';
import type { Runtime } from '../src/sandbox/runtime.ts';

/** @returns ms @throws Error when a check did not pass: its time would mean nothing */
export async function timeCheck(
  runtime: Runtime,
  runtimes: Runtimes,
  exercise: Exercise,
  submission: Submission,
  signal: AbortSignal,
): Promise<number> {
  const rig = await runtimes.rig(exercise);
  const began = performance.now();
  const results = await grade({
    runtime,
    image: runtimes.image(exercise),
    rig,
    checks: exercise.checks,
    submission,
    env: exercise.manifest.env,
    seed: 1,
    signal,
  });
  const wrong = results.find(({ verdict }) => verdict.status !== 'passed');
  if (wrong) throw new Error(`${wrong.id} of the solution: ${JSON.stringify(wrong.verdict)}`);
  return performance.now() - began;
}
