/** Whether an exercise fits into the course: what no single one of its files can tell, and what the site is built on. */
import type { Exercise } from '../../src/exercise/catalog.ts';
import { nearest } from '../../src/exercise/nearest.ts';
import type { Violation } from '../verification.ts';

const FULL_MARKS = 100;

/**
 * @param modules the slugs of all modules
 * @param manifests of all exercises, this one too
 */
export function courseViolations(
  { slug, manifest, checks }: Exercise,
  modules: readonly string[],
  manifests: readonly (readonly [slug: string, { readonly number: string }])[],
): readonly Violation[] {
  const file = `exercises/${slug}/exercise.json`;
  const grader = `graders/${slug}.ts`;
  const found: string[] = [];
  const unknown = (module: string) => {
    const near = nearest(module, modules);
    return `there is no module "${module}". ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `The modules are ${modules.join(', ')}.`}`;
  };
  if (!modules.includes(manifest.module)) found.push(`${file}: "module": ${unknown(manifest.module)}`);
  for (const { id, lesson } of checks) {
    const [module = ''] = lesson.split('#');
    if (!modules.includes(module)) found.push(`${grader}: ${id}: "lesson": ${unknown(module)}`);
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
