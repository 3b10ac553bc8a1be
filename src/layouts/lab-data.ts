/** What a lab page brings along about its exercise. The browser's side parses it with src/lab/exercise-data.ts. */
import { type CollectionEntry, getEntry, render } from 'astro:content';
import { exerciseHref, moduleHref } from '../components/site/course.ts';

/** The solution is not in it: the page fetches its file when the learner asks. */
export async function labData({ id: slug, data }: CollectionEntry<'exercises'>) {
  const { number, title, entry, editable, given, starter, env, play, assets } = data;
  const checks = await Promise.all(
    data.checks.map(async (check) => ({ ...check, lesson: await lessonLink(check.lesson, `${slug}, ${check.id}`) })),
  );
  return {
    slug,
    number,
    title,
    entry,
    editable,
    given,
    starter,
    env,
    play,
    checks,
    brief: exerciseHref(slug),
    assets,
  };
}

/**
 * A section of a written module as a link; of a planned one only its name.
 * @throws Error for the author, when a check links to a section that is not there
 */
async function lessonLink(lesson: string, where: string): Promise<{ href?: string; title: string }> {
  const [slug = '', anchor = ''] = lesson.split('#');
  const planned = await getEntry('planned', slug);
  if (planned) return { title: `Module ${planned.data.number}, ${planned.data.title} (being written)` };
  const module = await getEntry('modules', slug);
  const { headings } = module ? await render(module) : { headings: [] };
  const heading = headings.find((candidate) => candidate.slug === anchor);
  if (!heading) {
    const known = headings.map((candidate) => candidate.slug).join(', ');
    throw new Error(
      `${where}: its lesson "${lesson}" leads nowhere. ` +
        (module
          ? `The module's anchors are ${known}.`
          : `There is no module "${slug}" in src/content/modules or src/content/planned.json.`),
    );
  }
  return { href: `${moduleHref(slug)}#${anchor}`, title: heading.text };
}
