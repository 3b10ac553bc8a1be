/** The solution of each exercise, a JSON file of name to text each: fetched only when a learner asks for it. */
import { listExercises, loadSubmissions } from '../../src/exercise/catalog.ts';
import type { BuildContext } from './context.ts';

/** @returns the file of each exercise, by its slug. */
export async function buildSolutions(context: BuildContext): Promise<Record<string, string>> {
  const made = await Promise.all(
    (await listExercises(context.root)).map(async (exercise) => {
      const { solution } = await loadSubmissions(exercise, context.root);
      return [
        exercise.slug,
        await context.emit(`solutions/${exercise.slug}.json`, JSON.stringify(solution.files)),
      ] as const;
    }),
  );
  return Object.fromEntries(made);
}
