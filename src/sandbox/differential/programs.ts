/** The corpus: every program of `programs/<area>/`, and the files that come with them. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export const PROGRAMS = path.join(import.meta.dirname, 'programs');

/** Area of files that programs import; none of them is a program. */
const SHARED = 'shared';
/** `<area>/<name>.mjs`, or `<area>/<name>/main.mjs` where a program has several files. */
const PROGRAM = /^[^/]+\/(?:[^/]+|[^/]+\/main)\.(?:[cm]?js|[cm]?ts)$/;

export interface Corpus {
  /** Paths below `programs/`, of what is run: `net/half-close.mjs`. */
  readonly programs: readonly string[];
  /** Contents of every file, by the same paths. */
  readonly files: Readonly<Record<string, Buffer>>;
}

export async function readCorpus(): Promise<Corpus> {
  const files: Record<string, Buffer> = {};
  for (const entry of await readdir(PROGRAMS, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.relative(PROGRAMS, full).split(path.sep).join('/')] = await readFile(full);
  }
  const programs = Object.keys(files)
    .filter((file) => PROGRAM.test(file) && !file.startsWith(`${SHARED}/`))
    .sort();
  return { programs, files };
}
