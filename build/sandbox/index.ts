/**
 * `build:sandbox`: makes all that a sandbox needs into `public/_sandbox/`. Does nothing when its inputs are unchanged.
 * Run by start, dev, test, bench and duplex.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { requirePinnedNode } from '../node-version.ts';
import { buildCatalog } from './catalog.ts';
import { createContext, OUT, ROOT, type SandboxManifest, sha256, writeWhole } from './context.ts';
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
  const built = await readManifest();
  if (built?.key === key) return built;

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
    key,
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
  await writeWhole(MANIFEST_FILE, JSON.stringify(manifest, null, 2));
  await removeOld(manifest);
  return manifest;
}

async function readManifest(): Promise<SandboxManifest | undefined> {
  try {
    return JSON.parse(await readFile(MANIFEST_FILE, 'utf8')) as SandboxManifest;
  } catch {
    return undefined;
  }
}

/** Files of an earlier build stay this long, ms: a program that runs meanwhile may still read them. */
const KEPT_MS = 60 * 60 * 1000;

async function removeOld(manifest: SandboxManifest): Promise<void> {
  const current = JSON.stringify(manifest);
  for (const entry of await readdir(OUT, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(OUT, file).split(path.sep).join('/');
    if (!entry.isFile() || file === MANIFEST_FILE || current.includes(name)) continue;
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > KEPT_MS) await rm(file, { force: true });
  }
}

if (import.meta.main) await buildSandbox();
