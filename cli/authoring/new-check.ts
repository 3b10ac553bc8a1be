/** Adds a check to an exercise: its function and its entry in the grader, its hints, and a broken server it must see. */
import { access, cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Exercise } from '../../src/exercise/catalog.ts';
import { UsageError } from '../command.ts';
import { hintsOf } from './exercise-template.ts';
import { manifestText } from './manifest-text.ts';

/** Where entries are added in a grader, and where functions stop. */
const LIST = /^export const checks: readonly Check\[\] = \[\n/m;
const END_OF_LIST = /^\];\n/m;
const BEFORE_LIST = /^const lesson = /m;

export interface NewCheck {
  /** `E15.2` */
  readonly id: string;
  /** The folder of a broken server that fails it: `forgets-the-last`. */
  readonly broken: string;
}

/**
 * @param root the project's folder
 * @returns the files made or changed, by their path in the project
 * @throws UsageError for an id that is taken or belongs to another exercise, and for a grader of another shape
 */
export async function addCheck({ slug, manifest, checks }: Exercise, check: NewCheck, root: string) {
  const { id, broken } = check;
  const [number = ''] = id.split('.');
  if (number !== manifest.number) {
    throw new UsageError(
      `${id} is no check of ${slug}, whose checks are called ${manifest.number}.1, ${manifest.number}.2 …`,
    );
  }
  if (checks.some((each) => each.id === id)) {
    throw new UsageError(`${slug} has a check ${id} already. The next is ${number}.${checks.length + 1}.`);
  }
  const folder = path.join(root, 'exercises', slug);
  const isTaken = await access(path.join(folder, 'broken', broken)).then(
    () => true,
    () => false,
  );
  if (isTaken)
    throw new UsageError(`exercises/${slug}/broken/${broken} is there already. Choose another name with --broken.`);

  const grader = path.join(root, 'graders', `${slug}.ts`);
  const changed = withCheck(await readFile(grader, 'utf8'), id);
  if (changed === undefined) {
    throw new UsageError(
      `graders/${slug}.ts has no line "export const checks: readonly Check[] = [" with "const lesson = …" above it. Add the check by hand: docs/authoring.md shows its parts.`,
    );
  }
  const declared = { ...manifest.broken, [broken]: [id] };
  const file = path.join(folder, 'exercise.json');
  const written: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(grader, changed);
  await writeFile(file, manifestText({ ...Object(written), broken: declared }));
  const hints = path.join(folder, 'hints.md');
  await writeFile(hints, `${(await readFile(hints, 'utf8')).trimEnd()}\n${hintsOf(id)}`);
  await cp(path.join(folder, 'solution'), path.join(folder, 'broken', broken), { recursive: true });
  return [
    `graders/${slug}.ts`,
    `exercises/${slug}/exercise.json`,
    `exercises/${slug}/hints.md`,
    `exercises/${slug}/broken/${broken}/`,
  ];
}

/** The grader with one check more; undefined when it has another shape. */
export function withCheck(grader: string, id: string): string | undefined {
  const list = LIST.exec(grader);
  const before = BEFORE_LIST.exec(grader);
  if (!list || !before || before.index > list.index) return undefined;
  const end = END_OF_LIST.exec(grader.slice(list.index));
  if (!end) return undefined;
  const at = list.index + end.index;
  const name = `check${id.replace(/\W/g, '_')}`;
  const entry = `  { id: '${id}', title: '«the promise in a few words»', points: 10, lesson: lesson('«section»'), run: ${name} },\n`;
  return grader.slice(0, before.index) + functionOf(name) + grader.slice(before.index, at) + entry + grader.slice(at);
}

function functionOf(name: string): string {
  return `async function ${name}(rig: Rig): Promise<void> {
  // 1. «who is there, and what they do»
  await rig.settle();
  // 2. «what must have come of it; a Mismatch says expected, received and why»
}

`;
}
