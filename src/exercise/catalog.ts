/** The exercises of this project: the one place that reaches into `exercises/` and `graders/`. Runs on Node. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireDeclared } from './declared.ts';
import { ExerciseError } from './errors.ts';
import { type CheckSummary, readChecks } from './grader-file.ts';
import { type Hints, parseHints } from './hints.ts';
import type { Manifest } from './manifest.ts';
import { parseManifest } from './manifest-file.ts';
import { nearest } from './nearest.ts';

const DESCRIBED = 'Each exercise is described there.';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export type { CheckSummary } from './grader-file.ts';

/** Text files by path relative to the submission: `server.ts`. */
export type SubmissionFiles = Readonly<Record<string, string>>;

/** The files of one submission and which of them is started. */
export interface Submission {
  readonly files: SubmissionFiles;
  readonly entry: string;
}

/** All the servers an exercise ships. Each is complete: laid over the starter. */
export interface Submissions {
  readonly starter: Submission;
  readonly solution: Submission;
  /** Different right answers, by folder name. */
  readonly accepted: Readonly<Record<string, Submission>>;
  /** The solution with one mistake each, by folder name. */
  readonly broken: Readonly<Record<string, Submission>>;
}

export interface Exercise {
  readonly slug: string;
  readonly manifest: Manifest;
  /** In grading order. */
  readonly checks: readonly CheckSummary[];
}

/** All exercises, by number: E2, E4, E10a, E10b. @throws ExerciseError */
export async function listExercises(root: string = ROOT): Promise<readonly Exercise[]> {
  const exercises = await Promise.all((await slugs(root)).map((slug) => loadExercise(slug, root)));
  return exercises.sort((a, b) =>
    a.manifest.number.localeCompare(b.manifest.number, 'en', { numeric: true, sensitivity: 'base' }),
  );
}

/** Slug and manifest of every exercise, without its checks. @throws ExerciseError */
export async function listManifests(root: string = ROOT): Promise<readonly (readonly [slug: string, Manifest])[]> {
  return Promise.all((await slugs(root)).map(async (slug) => [slug, await loadManifest(slug, root)] as const));
}

/** @throws ExerciseError; for an unknown slug it names the nearest. */
export async function loadExercise(slug: string, root: string = ROOT): Promise<Exercise> {
  const known = await slugs(root);
  if (!known.includes(slug)) {
    const near = nearest(slug, known);
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `The exercises are ${known.join(', ')}.`;
    throw new ExerciseError('EXERCISE_UNKNOWN', `There is no exercise "${slug}". ${hint}`);
  }
  const file = manifestFile(slug);
  const text = await readText(root, file, DESCRIBED);
  const manifest = await parseManifest(text, file);
  const grader = `graders/${slug}.ts`;
  const graderText = await readText(root, grader, 'It holds the checks of the exercise.');
  const checks = await readChecks(graderText, { root, file: grader, number: manifest.number });
  const found = await folders(path.join(root, 'exercises', slug, 'broken'));
  await requireDeclared({ manifest, checks, found, text, file });
  return { slug, manifest, checks };
}

/** @throws ExerciseError when a file the manifest names is missing. */
export async function loadSubmissions({ slug, manifest }: Exercise, root: string = ROOT): Promise<Submissions> {
  const folder = path.join(root, 'exercises', slug);
  const tree = (...segments: string[]) => readSubmission(root, path.join('exercises', slug, ...segments));
  const starter = { ...(await sharedFiles(manifest)), ...(await tree('starter')) };
  for (const file of [manifest.entry, ...manifest.editable, ...manifest.given]) {
    if (starter[file] === undefined) {
      throw new ExerciseError(
        'EXERCISE_FILES',
        `exercises/${slug}/starter/${file} is missing. Add it, or take "${file}" out of exercises/${slug}/exercise.json.`,
      );
    }
  }
  const base: Submission = { files: starter, entry: manifest.entry };
  const over = async (...segments: string[]) => {
    const files = await tree(...segments);
    requireChange(`exercises/${slug}/${segments.join('/')}`, base, files, manifest);
    return layOver(base, files);
  };
  const each = async (kind: 'accepted' | 'broken') => {
    const names = await folders(path.join(folder, kind));
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await over(kind, name)] as const)));
  };
  return {
    starter: base,
    solution: await over('solution'),
    accepted: await each('accepted'),
    broken: await each('broken'),
  };
}

/** A folder that brings no file of the learner's would be graded as the starter is. @throws ExerciseError */
function requireChange(folder: string, base: Submission, files: SubmissionFiles, { editable }: Manifest): void {
  const { entry } = layOver(base, files);
  const names = Object.keys(files);
  if (names.some((name) => name === entry || editable.includes(name))) return;
  const brings = names.length === 0 ? 'holds no files' : `holds only ${names.join(', ')}`;
  throw new ExerciseError(
    'EXERCISE_FILES',
    `${folder} ${brings}, so it would run as the starter does. Put its ${base.entry} there, or take the folder away.`,
  );
}

/** Given files that are the project's own, so that no exercise needs a copy: `gate.js`. */
async function sharedFiles({ given }: Manifest): Promise<SubmissionFiles> {
  const shared = await readTree(path.join(ROOT, 'src/exercise/given'));
  return Object.fromEntries(Object.entries(shared).filter(([name]) => given.includes(name)));
}

/**
 * Lays files over a submission. A file with the entry's name, or its stem with another extension of Node's
 * (`server.mjs` for `server.ts`), becomes the entry.
 */
export function layOver(base: Submission, files: SubmissionFiles): Submission {
  const stem = base.entry.slice(0, -path.posix.extname(base.entry).length);
  const candidates = [base.entry, ...['.ts', '.js', '.mjs', '.cjs', '.mts', '.cts'].map((ext) => stem + ext)];
  const entry = candidates.find((name) => files[name] !== undefined) ?? base.entry;
  const kept = { ...base.files };
  // A server.js stands in the place of server.ts, not beside it.
  if (entry !== base.entry) delete kept[base.entry];
  return { files: { ...kept, ...files }, entry };
}

/** @throws ExerciseError */
export async function loadHints({ slug, checks }: Exercise, root: string = ROOT): Promise<Hints> {
  const file = `exercises/${slug}/hints.md`;
  const text = await readText(root, file, 'It holds the three hints of each check.');
  return parseHints(
    text,
    file,
    checks.map((check) => check.id),
  );
}

/** @throws ExerciseError when there is nothing to publish as the exercise's page */
export async function requireBrief({ slug }: Exercise, root: string = ROOT): Promise<void> {
  const file = `exercises/${slug}/brief.md`;
  const text = await readText(root, file, 'It says what the server promises, and is published as the page: write it.');
  if (text.trim() === '')
    throw new ExerciseError('EXERCISE_FILES', `${file} is empty. Write what the server promises.`);
}

function manifestFile(slug: string): string {
  return `exercises/${slug}/exercise.json`;
}

async function loadManifest(slug: string, root: string): Promise<Manifest> {
  const file = manifestFile(slug);
  return parseManifest(await readText(root, file, DESCRIBED), file);
}

async function slugs(root: string): Promise<readonly string[]> {
  return folders(path.join(root, 'exercises'));
}

async function readSubmission(root: string, folder: string): Promise<SubmissionFiles> {
  try {
    return await readTree(path.join(root, folder));
  } catch (cause) {
    throw new ExerciseError('EXERCISE_FILES', `The folder ${folder} cannot be read. Each exercise needs it.`, {
      cause,
    });
  }
}

async function readText(root: string, file: string, why: string): Promise<string> {
  try {
    return await readFile(path.join(root, file), 'utf8');
  } catch (cause) {
    throw new ExerciseError('EXERCISE_FILES', `${file} cannot be read. ${why}`, { cause });
  }
}

async function folders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** Every text file below `folder`, by its path relative to it. @throws when the folder cannot be read */
export async function readTree(folder: string): Promise<SubmissionFiles> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, full).split(path.sep).join('/');
    const hidden = relative.split('/').some((part) => part === 'node_modules' || part.startsWith('.'));
    if (entry.isFile() && !hidden) files[relative] = await readFile(full, 'utf8');
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}
