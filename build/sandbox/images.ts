/** The images: one archive for each closure of packages that an exercise or the contract suite names. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { listManifests } from '../../src/exercise/catalog.ts';
import { CONTRACT_PACKAGES } from '../../src/sandbox/contract/packages.ts';
import { imageName, packImage } from '../../src/sandbox/image.ts';
import { type BuildContext, type SandboxManifest, sha256 } from './context.ts';

/** What Node can load. Types, maps and documents stay out. */
const RUNS = /^[^.].*\.(?:[cm]?js|json)$/;
const NO_PART_OF_A_PROGRAM = new Set([
  'test',
  'tests',
  '__tests__',
  'docs',
  'example',
  'examples',
  'benchmark',
  'benchmarks',
]);
/** Bundles for `<script>`: nothing on Node resolves to them. */
const FOR_BROWSERS: Readonly<Record<string, readonly string[]>> = {
  'socket.io': ['client-dist'],
  'socket.io-client': ['dist', 'build/esm'],
  'engine.io-client': ['dist', 'build/esm'],
  'socket.io-parser': ['build/esm'],
};

const packageJson = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

interface Package {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: readonly string[];
}

export async function buildImages(context: BuildContext): Promise<SandboxManifest['images']> {
  const closures = new Map<string, readonly string[]>();
  const exercises = await listManifests(context.root);
  for (const packages of [...CONTRACT_PACKAGES, ...exercises.map(([, { packages }]) => packages)]) {
    closures.set(imageName(packages), packages);
  }

  const images: Record<string, SandboxManifest['images'][string]> = {};
  for (const [name, packages] of [...closures].sort()) {
    const archive = packImage(await closureFiles(context.root, packages));
    const file = await context.emit(`image/${name}.bin`, archive);
    images[name] = { file, hash: sha256(archive).slice(0, 16), bytes: archive.byteLength };
  }
  return images;
}

/** Every file that the packages and what they depend on need to run, by its path inside the sandbox. */
export async function closureFiles(root: string, packages: readonly string[]): Promise<Record<string, Uint8Array>> {
  const found = new Map<string, Package>();
  const visit = async (name: string, from: string): Promise<void> => {
    const folder = await resolvePackage(name, from, root);
    if (found.has(folder)) return;
    const described = await readPackage(folder);
    found.set(folder, described);
    for (const dependency of described.dependencies) await visit(dependency, folder);
  };
  for (const name of packages) await visit(name, root);

  const files: Record<string, Uint8Array> = {};
  for (const one of found.values()) {
    for (const file of await runnableFiles(one)) {
      const inside = path.relative(root, file).split(path.sep).join('/');
      files[`/${inside}`] = await readFile(file);
    }
  }
  return files;
}

/** Looks in each `node_modules` from `from` up to `root`, as Node does. */
async function resolvePackage(name: string, from: string, root: string): Promise<string> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (await stat(path.join(candidate, 'package.json')).catch(() => undefined)) return candidate;
    if (path.resolve(folder) === path.resolve(root)) {
      throw new Error(`The package ${name}, needed by ${from}, is not installed. Run: npm ci`);
    }
  }
}

async function readPackage(folder: string): Promise<Package> {
  const text = await readFile(path.join(folder, 'package.json'), 'utf8');
  const { name, dependencies, optionalDependencies } = packageJson.parse(JSON.parse(text));
  return {
    name,
    folder,
    // Optional ones are native speed-ups, and types never run.
    dependencies: Object.keys(dependencies).filter((it) => !(it in optionalDependencies) && !it.startsWith('@types/')),
  };
}

async function runnableFiles({ name, folder }: Package): Promise<string[]> {
  const left = new Set((FOR_BROWSERS[name] ?? []).map((it) => path.join(folder, it)));
  const files: string[] = [];
  const walk = async (current: string): Promise<void> => {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const full = path.join(current, entry.name);
      // Nested packages are packages of their own.
      if (entry.isDirectory()) {
        if (entry.name === 'node_modules' || NO_PART_OF_A_PROGRAM.has(entry.name) || left.has(full)) continue;
        await walk(full);
      } else if (RUNS.test(entry.name)) files.push(full);
    }
  };
  await walk(folder);
  return files;
}
