/** The embedded runtime, page side: Node in a sandboxed frame, with no vendor and no network. */
import { unpackImage } from '../../image.ts';
import { type Image, type Runtime, type Sandbox, SandboxError } from '../../runtime.ts';
import { AssetStore, type SandboxAssets } from './assets.ts';
import { EmbeddedSandbox } from './sandbox.ts';

export type { SandboxAssets } from './assets.ts';

/** A worker takes about 0.2 s to boot; a phone or a loaded machine much longer. ms. */
const BOOT_TIMEOUT = 30_000;

export interface EmbeddedOptions {
  readonly manifest: SandboxAssets;
  /** Where the manifest's files lie: the address of `_sandbox/`. */
  readonly baseUrl: string | URL;
}

export function embeddedRuntime({ manifest, baseUrl }: EmbeddedOptions): Runtime {
  const store = new AssetStore(manifest, baseUrl);
  return {
    id: 'embedded',
    capabilities: new Set(['virtual-time', 'kills-loops']),
    async unavailable() {
      const missing = [
        typeof Worker === 'function' ? '' : 'workers',
        typeof WebAssembly === 'object' ? '' : 'WebAssembly',
        'srcdoc' in HTMLIFrameElement.prototype ? '' : 'sandboxed frames',
      ].filter(Boolean);
      return missing.length === 0
        ? undefined
        : `This browser cannot run programs here: it has no ${missing.join(' and no ')}.`;
    },
    boot: (image, signal) => boot(store, image, signal),
  };
}

async function boot(store: AssetStore, image: Image, signal: AbortSignal): Promise<Sandbox> {
  const limit = AbortSignal.timeout(BOOT_TIMEOUT);
  const over = AbortSignal.any([signal, limit]);
  const parts = within(over, Promise.all([store.worker(), store.image(image)]));
  parts.catch(() => {});
  const sandbox = new EmbeddedSandbox(await within(over, store.frameScript()), store.frameCsp);
  try {
    const [worker, archive] = await parts;
    await within(over, sandbox.boot(worker, unpackImage(archive)));
    signal.addEventListener('abort', () => sandbox[Symbol.asyncDispose](), { once: true });
    return sandbox;
  } catch (error) {
    await sandbox[Symbol.asyncDispose]();
    throw error;
  }
}

/** @throws the caller's reason when aborted, SandboxError when it took too long. */
async function within<T>(over: AbortSignal, work: Promise<T>): Promise<T> {
  // Nobody may be left to hear of a failure that comes after the abort.
  work.catch(() => {});
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(reasonOf(over));
  if (over.aborted) stop();
  over.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    over.removeEventListener('abort', stop);
  }
}

function reasonOf(over: AbortSignal): unknown {
  const { reason } = over;
  if (!(reason instanceof DOMException) || reason.name !== 'TimeoutError') return reason;
  return new SandboxError(
    'SANDBOX_BOOT_TIMEOUT',
    `The sandbox did not start within ${BOOT_TIMEOUT / 1000} seconds. Reload the page, or close other tabs, and try again.`,
  );
}
