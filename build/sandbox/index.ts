/**
 * `build:sandbox`: makes all that a sandbox needs into `public/_sandbox/`. Does nothing when its inputs are unchanged.
 * Run by start, dev, test, bench and duplex.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { requirePinnedNode } from '../node-version.ts';
import { buildCatalog } from './catalog.ts';
import { createContext, OUT, ROOT, type SandboxManifest, sha256 } from './context.ts';
import { buildFrame } from './frame.ts';
import { buildHost } from './host.ts';
import { buildImages } from './images.ts';
import { buildRigs } from './rigs.ts';
import { buildSolutions } from './solutions.ts';
import { buildTypes } from './types.ts';
import { buildWorker } from './worker.ts';

export const INPUTS = [
  'src/sandbox',
  'src/rig',
  'src/wire',
  'src/exercise',
  'graders',
  'exercises',
  'build',
  'package-lock.json',
];
const KEY_FILE = path.join(OUT, 'key');
export const MANIFEST_FILE = path.join(OUT, 'manifest.json');

/** Hash of every input file's path and contents; tests are no inputs. */
async function inputKey(): Promise<string> {
  const files: string[] = [];
  for (const input of INPUTS) {
    const full = path.join(ROOT, input);
    if (path.extname(input)) files.push(full);
    else
      for (const entry of await readdir(full, { recursive: true, withFileTypes: true }))
        if (entry.isFile() && !entry.name.includes('.test.')) files.push(path.join(entry.parentPath, entry.name));
  }
  const hashes = await Promise.all(
    files.sort().map(async (file) => `${path.relative(ROOT, file)} ${sha256(await readFile(file))}`),
  );
  return sha256(hashes.join('\n'));
}

/** @returns the manifest, freshly built or as it was. */
export async function buildSandbox(): Promise<SandboxManifest> {
  requirePinnedNode();
  const key = await inputKey();
  const built = await readFile(KEY_FILE, 'utf8').catch(() => '');
  if (built === key) return JSON.parse(await readFile(MANIFEST_FILE, 'utf8')) as SandboxManifest;

  await rm(OUT, { recursive: true, force: true });
  const context = createContext();
  const [worker, frame, host, images, rigs, catalog, types, solutions] = await Promise.all([
    buildWorker(context),
    buildFrame(context),
    buildHost(context),
    buildImages(context),
    buildRigs(context),
    buildCatalog(context),
    buildTypes(context),
    buildSolutions(context),
  ]);
  const manifest: SandboxManifest = {
    node: process.version,
    worker,
    frame,
    host,
    images,
    ...rigs,
    catalog,
    types,
    solutions,
  };
  await writeFile(MANIFEST_FILE, JSON.stringify(manifest, null, 2));
  await writeFile(KEY_FILE, key);
  return manifest;
}

if (import.meta.main) await buildSandbox();
