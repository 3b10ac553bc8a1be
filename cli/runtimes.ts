/** The runtimes of the command line, opened when first asked for and closed together. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { OUT, type SandboxManifest } from '../build/sandbox/context.ts';
import { buildSandbox } from '../build/sandbox/index.ts';
import type { Exercise } from '../src/exercise/catalog.ts';
import { imageName } from '../src/sandbox/image.ts';
import { nodeRuntime } from '../src/sandbox/node/runtime.ts';
import type { Image, Runtime } from '../src/sandbox/runtime.ts';
import { UsageError } from './command.ts';

export const RUNTIMES = ['node', 'embedded'] as const;
export type RuntimeId = (typeof RUNTIMES)[number];

export class Runtimes implements AsyncDisposable {
  readonly #manifest: SandboxManifest;
  readonly #opened = new Map<RuntimeId, Promise<Runtime & Partial<AsyncDisposable>>>();

  private constructor(manifest: SandboxManifest) {
    this.#manifest = manifest;
  }

  /** Builds what is out of date. */
  static async open(): Promise<Runtimes> {
    return new Runtimes(await buildSandbox());
  }

  /** @throws UsageError when this machine cannot run it: the message says how to mend that */
  async get(id: RuntimeId): Promise<Runtime> {
    let opening = this.#opened.get(id);
    if (!opening) {
      opening = this.#start(id);
      this.#opened.set(id, opening);
    }
    const runtime = await opening;
    const problem = await runtime.unavailable();
    if (problem !== undefined) throw new UsageError(problem);
    return runtime;
  }

  async #start(id: RuntimeId): Promise<Runtime & Partial<AsyncDisposable>> {
    if (id === 'node') return nodeRuntime({ manifest: this.#manifest, sandboxDir: OUT });
    // Loads the browser driver, which nobody else should wait for.
    const { embeddedHost } = await import('../src/sandbox/embedded/host/index.ts');
    return embeddedHost({ folder: OUT });
  }

  image({ manifest }: Exercise): Image {
    return this.imageOf(manifest.packages);
  }

  /** @throws UsageError unless the build made an image of these packages */
  imageOf(packages: readonly string[]): Image {
    const name = imageName(packages);
    const built = this.#manifest.images[name];
    if (!built) throw new UsageError(`There is no image "${name}". Build the sandbox again: npm run build:sandbox.`);
    return { name, hash: built.hash };
  }

  /** The text of an exercise's rig. */
  async rig({ slug }: Exercise): Promise<string> {
    const file = this.#manifest.rigs[slug];
    if (!file) throw new UsageError(`There is no grader for ${slug}. Build the sandbox again: npm run build:sandbox.`);
    return readFile(path.join(OUT, file), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opening of this.#opened.values()) {
      const runtime = await opening.catch(() => undefined);
      await runtime?.[Symbol.asyncDispose]?.();
    }
    this.#opened.clear();
  }
}
