/** Whether an exercise fits into the course: what no single one of its files can tell, and what the site is built on. */
import type { Exercise } from '../../src/exercise/catalog.ts';
import type { Violation } from '../verification.ts';
import { noModule } from './modules.ts';

const FULL_MARKS = 100;

export interface Course {
  /** The slugs of all modules. */
  readonly modules: readonly string[];
  /** Of all exercises. */
  readonly manifests: readonly (readonly [slug: string, { readonly number: string }])[];
}

export function courseViolations(
  { slug, manifest, checks }: Exercise,
  { modules, manifests }: Course,
): readonly Violation[] {
  const file = `exercises/${slug}/exercise.json`;
  const grader = `graders/${slug}.ts`;
  const found: string[] = [];
  if (!modules.includes(manifest.module))
    found.push(`${file}: "module": there is ${noModule(manifest.module, modules)}`);
  for (const { id, lesson } of checks) {
    const [module = ''] = lesson.split('#');
    if (!modules.includes(module)) found.push(`${grader}: ${id}: "lesson": there is ${noModule(module, modules)}`);
  }
  for (const [other, { number }] of manifests) {
    if (other === slug || number !== manifest.number) continue;
    found.push(`${file}: "number": exercises/${other} is ${number} already. Give one of them another number.`);
  }
  const points = checks.reduce((sum, check) => sum + check.points, 0);
  if (points !== FULL_MARKS) {
    found.push(`${grader}: the points of its checks add up to ${points}. Share out ${FULL_MARKS} among them.`);
  }
  return found.map((message) => ({ exercise: slug, kind: 'misfit', message, seeds: [], of: 0 }));
}
