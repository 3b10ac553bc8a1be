/** Reads the list of checks of `graders/<slug>.ts`, and tells its author what to mend. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { ExerciseError } from './errors.ts';

const MEND = 'Export its list of checks as default: export default checks;';

const check = z.object({
  id: z.string('a string, like "E4.1"').regex(/^[A-Z]+\d+[a-z]?\.\d+$/, 'a check id, like "E4.1"'),
  title: z.string('the promise in a few words').min(1, 'the promise in a few words'),
  points: z.int('a whole number from 1 on').min(1, 'a whole number from 1 on'),
  lesson: z
    .string('a module and a section, like "liveness#deep-dive"')
    .regex(/^[^#]+#[^#]+$/, 'a module and a section, like "liveness#deep-dive"'),
  run: z.custom((value) => typeof value === 'function', 'a function that is given the rig'),
});

/** What lists and results need to know of a check. */
export interface CheckSummary {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly lesson: string;
}

/**
 * @param text of the grader, empty files being a mistake of their own
 * @param root the project's folder
 * @param file relative to it: `graders/communications-hub.ts`
 * @param number of the exercise, with which the ids begin: `E4`
 * @throws ExerciseError EXERCISE_GRADER
 */
export async function readChecks(
  text: string,
  { root, file, number }: { root: string; file: string; number: string },
): Promise<readonly CheckSummary[]> {
  if (text.trim() === '') throw wrong(`${file} is empty. ${MEND}`);
  const grader = await load(root, file);
  if (!Array.isArray(grader.default) || grader.default.length === 0) {
    throw wrong(`${file} exports no checks. ${MEND}`);
  }
  const mistakes: string[] = [];
  const checks: CheckSummary[] = [];
  const seen = new Set<string>();
  for (const [index, value] of (grader.default as readonly unknown[]).entries()) {
    const parsed = check.safeParse(value);
    if (!parsed.success) {
      mistakes.push(...parsed.error.issues.map((issue) => `${file}: ${nameOf(value, index)}: ${sentence(issue)}`));
      continue;
    }
    const { id, title, points, lesson } = parsed.data;
    if (seen.has(id)) mistakes.push(`${file}: two checks are called ${id}. Number them anew.`);
    if (!id.startsWith(`${number}.`)) {
      mistakes.push(`${file}: ${id} is no id of exercise ${number}. Call it ${number}.${index + 1}.`);
    }
    seen.add(id);
    checks.push({ id, title, points, lesson });
  }
  if (mistakes.length > 0) throw wrong(mistakes.join('\n'));
  return checks;
}

async function load(root: string, file: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(pathToFileURL(path.join(root, file)).href);
  } catch (cause) {
    throw new ExerciseError('EXERCISE_GRADER', describeFailure(cause, root, file), { cause });
  }
}

/** What broke while the grader was read, with the line of the author's file that its stack names. */
function describeFailure(cause: unknown, root: string, file: string): string {
  const folder = path.join(root, '/');
  const inProject = (text: string) => text.replaceAll(pathToFileURL(folder).href, '').replaceAll(folder, '');
  const { name, message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
  const place = /^.*?(graders\/[\w./-]+\.ts:\d+)/m.exec(inProject(stack))?.[1] ?? file;
  return `${place}: The grader cannot be loaded: ${name}: ${inProject(message)}. Mend it; such mistakes are also found by npm test -- types.`;
}

function nameOf(value: unknown, index: number): string {
  const id: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' ? id : `check ${index + 1} of the list`;
}

function sentence({ path: [field], message }: { path: PropertyKey[]; message: string }): string {
  return field === undefined ? 'It is no check. Write an object.' : `"${String(field)}" must be ${message}.`;
}

function wrong(message: string): ExerciseError {
  return new ExerciseError('EXERCISE_GRADER', message);
}
