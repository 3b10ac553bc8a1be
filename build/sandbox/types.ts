/** The declarations an editor needs for the packages of an image: one JSON file of path to text, fetched with the editor. */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { listManifests } from '../../src/exercise/catalog.ts';
import { imageName } from '../../src/sandbox/image.ts';
import type { BuildContext } from './context.ts';

/** A package whose declarations stand elsewhere. */
const DECLARED_BY: Readonly<Record<string, string>> = { ws: '@types/ws', express: '@types/express' };

/** @returns the file for each image that an exercise uses, by the image's name. */
export async function buildTypes(context: BuildContext): Promise<Record<string, string>> {
  const images = new Map(
    (await listManifests(context.root)).map(([, { packages }]) => [imageName(packages), packages]),
  );
  const made = await Promise.all(
    [...images].map(async ([name, packages]) => {
      const files: Record<string, string> = {};
      for (const root of ['@types/node', ...packages.map((one) => DECLARED_BY[one] ?? one)])
        await collect(context.root, root, files, new Set());
      return [name, await context.emit(`types/${name}.json`, JSON.stringify(files))] as const;
    }),
  );
  return Object.fromEntries(made);
}

/** Adds a package's declarations and manifest, and those of the packages it depends on. */
async function collect(root: string, name: string, files: Record<string, string>, seen: Set<string>): Promise<void> {
  if (seen.has(name)) return;
  seen.add(name);
  const folder = path.join(root, 'node_modules', name);
  const manifest = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) return;
  if (files[`/node_modules/${name}/package.json`] !== undefined) return;
  files[`/node_modules/${name}/package.json`] = manifest;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const inside = path.relative(folder, full).split(path.sep).join('/');
    if (!entry.isFile() || !/\.d\.[cm]?ts$/.test(entry.name) || inside.includes('node_modules/')) continue;
    // Declarations for older TypeScript versions; the editor's is newer.
    if (/^ts\d/.test(inside)) continue;
    files[`/node_modules/${name}/${inside}`] = await readFile(full, 'utf8');
  }
  const { dependencies = {} } = createRequire(import.meta.url)(path.join(folder, 'package.json')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(dependencies)) {
    const declared = dependency.startsWith('@types/') ? dependency : `@types/${dependency}`;
    await collect(root, declared, files, seen);
    await collect(root, dependency, files, seen);
  }
}
