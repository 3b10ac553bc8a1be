/**
 * Astro puts the CSS of lazily imported modules into the page's head, where it blocks the first paint. The editor brings
 * its CSS along when it is loaded, so these links are taken out after the build.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

const LINK = /<link rel="stylesheet" href="([^"]+)"\s*\/?>/g;

/** @param isLazy tells from the text of a style sheet whether it belongs to a lazily loaded part */
export function lazyCss(isLazy: (css: string) => boolean): AstroIntegration {
  return {
    name: 'duplex:lazy-css',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const verdicts = new Map<string, boolean>();
        const lazy = async (href: string) => {
          const known = verdicts.get(href);
          if (known !== undefined) return known;
          const verdict = isLazy(await readFile(path.join(root, href), 'utf8'));
          verdicts.set(href, verdict);
          return verdict;
        };
        for (const file of await htmlFiles(root)) {
          const html = await readFile(file, 'utf8');
          const hrefs = [...html.matchAll(LINK)].map((match) => match[1] ?? '');
          const out = new Set<string>();
          for (const href of hrefs) if (href.startsWith('/') && (await lazy(href))) out.add(href);
          if (out.size === 0) continue;
          await writeFile(
            file,
            html.replace(LINK, (link: string, href: string) => (out.has(href) ? '' : link)),
          );
          logger.info(`${path.relative(root, file)}: took ${[...out].join(', ')} out of the head`);
        }
      },
    },
  };
}

async function htmlFiles(root: string): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  return names.filter((name) => name.endsWith('.html')).map((name) => path.join(root, name));
}
