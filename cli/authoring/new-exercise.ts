/** Makes the folder and the grader of a new exercise. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../command.ts';
import { exerciseFiles, type NewExercise } from './exercise-template.ts';

/**
 * @param root the project's folder
 * @returns the files made, by their path in the project
 * @throws UsageError when something of that name is there already: nothing is overwritten
 */
export async function makeExercise(exercise: NewExercise, root: string): Promise<readonly string[]> {
  const files = Object.entries(exerciseFiles(exercise));
  for (const place of [`exercises/${exercise.slug}`, `graders/${exercise.slug}.ts`]) {
    if (!(await exists(path.join(root, place)))) continue;
    throw new UsageError(`${place} is there already. Choose another slug, or take it away first.`);
  }
  for (const [file, text] of files) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return files.map(([file]) => file);
}

async function exists(place: string): Promise<boolean> {
  return access(place).then(
    () => true,
    () => false,
  );
}
