/** catalog.json: all that the site shows of each exercise, but its solution. */
import { listExercises, loadHints, loadSubmissions } from '../../src/exercise/catalog.ts';
import type { CatalogEntry } from '../../src/exercise/catalog-file.ts';
import type { BuildContext } from './context.ts';

/** @returns the name of the file. @throws ExerciseError that tells the author what to mend. */
export async function buildCatalog(context: BuildContext): Promise<string> {
  const catalog: Record<string, CatalogEntry> = {};
  for (const exercise of await listExercises(context.root)) {
    const { starter } = await loadSubmissions(exercise, context.root);
    catalog[exercise.slug] = {
      manifest: exercise.manifest,
      checks: exercise.checks,
      starter,
      brief: `exercises/${exercise.slug}/brief.md`,
      hints: await loadHints(exercise, context.root),
    };
  }
  return context.emit('catalog.json', JSON.stringify(catalog));
}
