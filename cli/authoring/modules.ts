/** The modules that an exercise can belong to: those written, and those planned. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { nearest } from '../../src/exercise/nearest.ts';

/** @param root the project's folder */
export async function moduleSlugs(root: string): Promise<readonly string[]> {
  const content = path.join(root, 'src/content');
  const planned: unknown = JSON.parse(await readFile(path.join(content, 'planned.json'), 'utf8'));
  const ids = Array.isArray(planned) ? planned.map((entry: { id: string }) => entry.id) : [];
  const written = (await readdir(path.join(content, 'modules')))
    .filter((file) => file.endsWith('.mdx'))
    .map((file) => file.replace(/^\d+-/, '').replace(/\.mdx$/, ''));
  return [...written, ...ids];
}

/** `no module "livenes". Did you mean liveness?`, behind "There is". */
export function noModule(name: string, modules: readonly string[]): string {
  const near = nearest(name, modules);
  const mend = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `The modules are ${modules.join(', ')}.`;
  return `no module "${name}". ${mend}`;
}
