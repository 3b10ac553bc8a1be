/** The submission a path names: one file, or a folder laid over the starter. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { layOver, readTree, type Submission } from '../src/exercise/catalog.ts';
import { UsageError } from './command.ts';

const RUNS = /\.[cm]?[jt]s$/;

/** @throws UsageError when there is nothing at the path that Node could run */
export async function readSubmission(
  starter: Submission,
  given: string,
  readOnly: readonly string[] = [],
): Promise<Submission> {
  const full = path.resolve(given);
  const found = await stat(full).catch(() => undefined);
  if (!found)
    throw new UsageError(`There is nothing at ${given}. Give the path of a file or a folder, from ${process.cwd()}.`);
  if (found.isDirectory()) {
    const files = { ...(await readTree(full)) };
    if (Object.keys(files).length === 0) {
      throw new UsageError(`The folder ${given} holds no files. Give the one with your ${starter.entry}.`);
    }
    // What the exercise gives is not the student's to change.
    for (const name of readOnly) delete files[name];
    return layOver(starter, files);
  }
  const name = path.basename(full);
  if (!RUNS.test(name)) {
    throw new UsageError(`${name} is no file that Node runs. Its name must end in .ts, .js, .mjs, .cjs, .mts or .cts.`);
  }
  const files: Record<string, string> = { ...starter.files };
  // The file stands in the place of the entry.
  delete files[starter.entry];
  files[name] = await readFile(full, 'utf8');
  return { files, entry: name };
}
