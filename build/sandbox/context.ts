/** What the steps of `build:sandbox` get and give. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Served at `/_sandbox/`. */
export const OUT = path.join(ROOT, 'public/_sandbox');

export interface BuildContext {
  readonly root: string;
  readonly out: string;
  /** Writes `name` with a hash before its extension and returns the file name relative to `out`: `worker.1a2b3c4d.js`. */
  emit(name: string, contents: string | Uint8Array): Promise<string>;
}

/** `public/_sandbox/manifest.json`: file names relative to that folder. */
export interface SandboxManifest {
  /** Hash of the build's inputs. */
  readonly key: string;
  readonly node: string;
  readonly worker: string;
  /** The frame's bootstrap, put inline into its `srcdoc`, and its CSP source: `'sha256-…'`. */
  readonly frame: { readonly script: string; readonly csp: string };
  readonly host: string;
  readonly images: Readonly<Record<string, { readonly file: string; readonly hash: string; readonly bytes: number }>>;
  /** `play`, and one a grader by slug. */
  readonly rigs: Readonly<Record<string, string>>;
  /** Preloads of the `node` runtime. */
  readonly preloads: { readonly rig: string; readonly server: string };
  readonly catalog: string;
  /** Declarations for the editor, by the name of the image. */
  readonly types: Readonly<Record<string, string>>;
  /** By slug. */
  readonly solutions: Readonly<Record<string, string>>;
}

export function sha256(contents: string | Uint8Array): string {
  return createHash('sha256').update(contents).digest('hex');
}

/** Writes a file in one step, so that another process never reads half of it. */
export async function writeWhole(file: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${randomUUID()}`;
  await writeFile(partial, contents);
  await rename(partial, file);
}

export function createContext(): BuildContext {
  return {
    root: ROOT,
    out: OUT,
    async emit(name, contents) {
      const { dir, name: stem, ext } = path.parse(name);
      const file = path.join(dir, `${stem}.${sha256(contents).slice(0, 8)}${ext}`);
      await writeWhole(path.join(OUT, file), contents);
      return file;
    },
  };
}
