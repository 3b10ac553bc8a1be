/** Compares what exercise.json declares of the broken servers with the folders and the checks that are there. */

import { ExerciseError } from './errors.ts';
import type { CheckSummary } from './grader-file.ts';
import type { Manifest } from './manifest.ts';
import { lineFinder } from './manifest-file.ts';

export interface Declaring {
  readonly manifest: Manifest;
  readonly checks: readonly CheckSummary[];
  /** The folders under broken/. */
  readonly found: readonly string[];
  /** exercise.json, and its path in the project for errors. */
  readonly text: string;
  readonly file: string;
}

/** @throws ExerciseError EXERCISE_FILES with one line a mistake */
export async function requireDeclared({ manifest, checks, found, text, file }: Declaring): Promise<void> {
  const ids = checks.map((check) => check.id);
  const mistakes: { path: readonly PropertyKey[]; text: string }[] = [];
  for (const [name, failing] of Object.entries(manifest.broken)) {
    const path = ['broken', name];
    const field = `"broken.${name}"`;
    if (!found.includes(name)) {
      mistakes.push({ path, text: `${field}: there is no folder broken/${name}. Add it, or take the entry out.` });
    }
    for (const [index, id] of failing.entries()) {
      if (ids.includes(id)) continue;
      const mend = `no check is called ${id}. Use one of ${ids.join(', ')}.`;
      mistakes.push({ path: [...path, index], text: `${field}: ${mend}` });
    }
  }
  for (const name of found.filter((name) => !Object.hasOwn(manifest.broken, name))) {
    const mend = `the folder broken/${name} is not declared. Add "${name}" with the checks it must fail to "broken".`;
    mistakes.push({ path: ['broken'], text: mend });
  }
  if (mistakes.length === 0) return;
  const lineOf = await lineFinder(text, file);
  const lines = mistakes.map(({ path, text }) => `${file}:${lineOf(path)}: ${text}`);
  throw new ExerciseError('EXERCISE_FILES', lines.join('\n'));
}
