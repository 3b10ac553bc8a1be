/** The pages' content security policy forbids inline scripts: a build that made one fails here, not in the learner's browser. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

const SCRIPT = /<script(?<attributes>[^>]*)>(?<text>[^<]*)/g;
const HANDLER = /<[a-z][^>]*\son[a-z]+=/i;

/** @returns what breaks the policy in this page, or undefined */
export function inlineScript(html: string): string | undefined {
  for (const { groups } of html.matchAll(SCRIPT)) {
    const attributes = groups?.['attributes'] ?? '';
    if (/\ssrc=/.test(attributes) || /type="(application\/json|text\/plain)"/.test(attributes)) continue;
    return `<script${attributes}>${(groups?.['text'] ?? '').trim().slice(0, 80)}`;
  }
  return HANDLER.exec(html)?.[0].slice(0, 120);
}

export function noInlineScript(): AstroIntegration {
  return {
    name: 'duplex:no-inline-script',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const root = fileURLToPath(dir);
        for (const name of await readdir(root, { recursive: true })) {
          if (!name.endsWith('.html')) continue;
          const found = inlineScript(await readFile(path.join(root, name), 'utf8'));
          if (found === undefined) continue;
          throw new Error(
            `${name} has an inline script, which its content security policy forbids: ${found}\n` +
              'Move it into a module that the page imports with <script>import …</script>, without is:inline or client: directives.',
          );
        }
      },
    },
  };
}
