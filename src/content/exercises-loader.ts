/** Loads the exercises as the build of the sandbox left them in public/_sandbox: what the site shows, and where its files are. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import { z } from 'astro/zod';
import type { SandboxManifest } from '../../build/sandbox/context.ts';
import type { Catalog } from '../exercise/catalog-file.ts';
import { imageName } from '../sandbox/image.ts';

const files = z.record(z.string(), z.string());

export const exerciseSchema = z.object({
  number: z.string().describe('"E4"'),
  title: z.string(),
  summary: z.string().describe('One sentence for lists'),
  module: z.string().describe('Slug of its module'),
  entry: z.string().describe('The file that is started'),
  editable: z.array(z.string()),
  given: files.describe('Read-only files, by name'),
  starter: files.describe('Editable files as they are at first, by name'),
  env: files,
  checks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      points: z.number(),
      lesson: z.string().describe('Where to read: "rooms-departments-presence#two-indexes"'),
      hints: z.array(z.string()),
    }),
  ),
  play: z
    .object({
      path: z.string(),
      query: z.array(z.object({ name: z.string(), label: z.string(), choices: z.array(z.string()) })),
      clients: z.array(files),
      messages: z.array(z.string()),
      requests: z.array(
        z.object({ method: z.string(), path: z.string(), headers: files, body: z.string().optional() }),
      ),
    })
    .describe('What the live client panels offer'),
  assets: z.object({
    worker: z.string(),
    frame: z.object({ script: z.string(), csp: z.string().describe('CSP source of its script: "sha256-…"') }),
    image: z.object({ name: z.string(), hash: z.string(), url: z.string() }),
    playRig: z.string(),
    gradeRig: z.string(),
    types: z.string().describe('Declarations of Node and of the packages, for the editor'),
    solution: z.string(),
  }),
});
type Exercise = z.infer<typeof exerciseSchema>;

export const exercisesLoader: Loader = {
  name: 'duplex-exercises',
  async load({ config, parseData, store, watcher }) {
    const folder = new URL('public/_sandbox/', config.root);
    const load = async () => {
      const entries = Object.entries(await readExercises(folder));
      store.clear();
      for (const [id, exercise] of entries) store.set({ id, data: await parseData({ id, data: { ...exercise } }) });
    };
    await load();
    const manifest = fileURLToPath(new URL('manifest.json', folder));
    watcher?.add(manifest);
    watcher?.on('change', (changed) => {
      if (changed === manifest) void load();
    });
  },
};

async function readExercises(folder: URL): Promise<Record<string, Exercise>> {
  const manifest = await readJson<SandboxManifest>(new URL('manifest.json', folder));
  const catalog = await readJson<Catalog>(new URL(manifest.catalog, folder));
  return Object.fromEntries(
    Object.entries(catalog).map(([slug, entry]) => [slug, toExercise(slug, entry, manifest)] as const),
  );
}

async function readJson<T>(file: URL): Promise<T> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (cause) {
    throw new Error(`${fileURLToPath(file)} cannot be read. Make it first: npm run build:sandbox`, { cause });
  }
}

function toExercise(slug: string, entry: Catalog[string], manifest: SandboxManifest): Exercise {
  const { number, title, summary, module, editable, given, env, play, packages } = entry.manifest;
  const name = imageName(packages);
  const image = named(manifest.images, name, 'image');
  return {
    number,
    title,
    summary,
    module,
    entry: entry.starter.entry,
    editable,
    given: pick(entry.starter.files, given),
    starter: pick(entry.starter.files, editable),
    env,
    checks: entry.checks.map((check) => ({ ...check, hints: [...named(entry.hints, check.id, 'list of hints')] })),
    play,
    assets: {
      worker: url(manifest.worker),
      frame: { script: url(manifest.frame.script), csp: manifest.frame.csp },
      image: { name, hash: image.hash, url: url(image.file) },
      playRig: url(named(manifest.rigs, 'play', 'rig')),
      gradeRig: url(named(manifest.rigs, slug, 'rig')),
      types: url(named(manifest.types, name, 'declarations')),
      solution: url(named(manifest.solutions, slug, 'solution')),
    },
  };
}

function url(file: string): string {
  return `/_sandbox/${file}`;
}

function pick(all: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, named(all, name, 'file')]));
}

function named<T>(all: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = all[name];
  if (found === undefined)
    throw new Error(`public/_sandbox has no ${what} "${name}". Make it anew: npm run build:sandbox`);
  return found;
}
