/** The runtime of the command line and of the tests: child processes of the local Node. No boundary against hostile code. */
import { randomUUID } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Image, type Runtime, SandboxError } from '../runtime.ts';
import { unpackedImage } from './image-cache.ts';
import { NodeSandbox } from './sandbox.ts';

/** What the build of the sandbox made, as far as this runtime needs it; file names are relative to `sandboxDir`. */
export interface NodeAssets {
  readonly images: Readonly<Record<string, { readonly file: string; readonly hash: string }>>;
  readonly preloads: { readonly rig: string; readonly server: string };
}

export interface NodeRuntimeOptions {
  readonly manifest: NodeAssets;
  /** Absolute path of the folder the build wrote. */
  readonly sandboxDir: string;
  /** Where images are unpacked, once each; `.cache/images` beside `public/` unless told. */
  readonly cacheDir?: string;
}

/** Unpacking the largest image takes well under a second, even on a busy machine. */
const BOOT_LIMIT_MS = 30_000;

export function nodeRuntime(options: NodeRuntimeOptions): Runtime {
  const { manifest, sandboxDir } = options;
  const cacheDir = options.cacheDir ?? path.resolve(sandboxDir, '../../.cache/images');
  const preloads = {
    rig: path.join(sandboxDir, manifest.preloads.rig),
    server: path.join(sandboxDir, manifest.preloads.server),
  };

  async function start(image: Image): Promise<NodeSandbox> {
    const modules = await unpackedImage(image, archiveOf(image), cacheDir);
    // Node resolves the links in a program's path; with the real path here, both agree.
    const folder = path.join(await realpath(tmpdir()), `duplex-${randomUUID()}`);
    await mkdir(folder);
    return new NodeSandbox({ folder, modules, preloads });
  }

  function archiveOf(image: Image): string {
    const built = manifest.images[image.name];
    if (built?.hash === image.hash) return path.join(sandboxDir, built.file);
    throw new SandboxError(
      'SANDBOX_ASSET',
      built
        ? `The image "${image.name}" was built anew since. Start again.`
        : `There is no image "${image.name}". Build the sandbox again: npm run build:sandbox.`,
    );
  }

  return {
    id: 'node',
    capabilities: new Set(['virtual-time', 'kills-loops']),
    async unavailable() {
      return undefined;
    },
    async boot(image, signal) {
      signal.throwIfAborted();
      const starting = start(image);
      const sandbox = await beforeTimeout(starting, signal);
      sandbox.disposeOn(signal);
      return sandbox;
    },
  };
}

/** Waits for a sandbox; when it comes too late, or after `signal`, it is disposed. */
async function beforeTimeout(starting: Promise<NodeSandbox>, signal: AbortSignal): Promise<NodeSandbox> {
  const timeout = AbortSignal.timeout(BOOT_LIMIT_MS);
  const ended = AbortSignal.any([signal, timeout]);
  const gone = Promise.withResolvers<never>();
  const giveUp = () => {
    gone.reject(
      signal.aborted
        ? signal.reason
        : new SandboxError(
            'SANDBOX_BOOT_TIMEOUT',
            `The sandbox was not ready within ${BOOT_LIMIT_MS / 1000} s. Try again.`,
          ),
    );
    starting.then((late) => late[Symbol.asyncDispose]()).catch(() => undefined);
  };
  ended.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([starting, gone.promise]);
  } finally {
    ended.removeEventListener('abort', giveUp);
  }
}
