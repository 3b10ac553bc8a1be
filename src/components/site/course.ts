/** The course as its pages show it: fourteen modules in order, written or being written. */
import { type CollectionEntry, getCollection } from 'astro:content';

export type Entry =
  | { readonly state: 'ready'; readonly number: number; readonly module: CollectionEntry<'modules'> }
  | { readonly state: 'planned'; readonly number: number; readonly module: CollectionEntry<'planned'> };

export const COURSE_LENGTH = 14;

/** @throws Error that says how to mend it, unless each number from 1 to 14 stands exactly once */
export async function course(): Promise<Entry[]> {
  const ready = (await getCollection('modules')).map(
    (module): Entry => ({ state: 'ready', number: module.data.number, module }),
  );
  const planned = (await getCollection('planned')).map(
    (module): Entry => ({ state: 'planned', number: module.data.number, module }),
  );
  const entries = [...ready, ...planned].sort((a, b) => a.number - b.number);
  for (let number = 1; number <= COURSE_LENGTH; number += 1) {
    const found = entries.filter((entry) => entry.number === number);
    if (found.length === 1) continue;
    throw new Error(
      `Module ${number} stands ${found.length} times in the course. Each module has either a file in src/content/modules ` +
        'or, until it is written, an entry in src/content/planned.json: mend one of the two.',
    );
  }
  return entries;
}

/** The exercises that can be done today, by the slug of their module, in the order of their numbers. */
export async function exercisesByModule(): Promise<Map<string, CollectionEntry<'exercises'>[]>> {
  const all = await getCollection('exercises');
  all.sort((a, b) => a.data.number.localeCompare(b.data.number, 'en', { numeric: true }));
  return Map.groupBy(all, (exercise) => exercise.data.module);
}

export function moduleHref(slug: string): string {
  return `/modules/${slug}/`;
}

export function exerciseHref(slug: string): string {
  return `/exercises/${slug}/`;
}
