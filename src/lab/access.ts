/** The one sandbox of an open lab: booted on first use, booted again after it was lost. */
import { type Runtime, type Sandbox, SandboxError } from '../sandbox/runtime.ts';
import type { LabData } from './exercise-data.ts';

/** What a lab needs of a sandbox. */
export interface Access {
  /** @throws SandboxError whose message is for the learner. */
  sandbox(): Promise<Sandbox>;
  /** After the sandbox was lost: the next use boots a new one. */
  forget(): Promise<void>;
  /**
   * A program was ended in the midst of its work. Its worker lives on until the browser stops it by force, and takes the
   * sandbox along if it runs out of memory until then.
   */
  strain(): void;
  /** Whether a loss of the sandbox is the doing of a program that was ended before; asked again, it is not. */
  takeStrain(): boolean;
  /** A rig's bundle, fetched once. */
  source(url: string): Promise<string>;
}

/** Chromium stops a busy worker 2 s after it was told to; a lost sandbox is noticed up to 4 s later, and late on a busy machine. */
const STRAINED_MS = 15_000;

export class SandboxAccess implements Access {
  readonly #data: LabData;
  readonly #signal: AbortSignal;
  #booting: Promise<Sandbox> | undefined;
  #sources = new Map<string, Promise<string>>();
  #strainedUntil = 0;

  constructor(data: LabData, signal: AbortSignal) {
    this.#data = data;
    this.#signal = signal;
  }

  /** @throws SandboxError whose message is for the learner. */
  sandbox(): Promise<Sandbox> {
    this.#booting ??= this.#boot().catch((error: unknown) => {
      this.#booting = undefined;
      throw error;
    });
    return this.#booting;
  }

  /** After the sandbox was lost: the next use boots a new one. */
  async forget(): Promise<void> {
    const lost = this.#booting;
    this.#booting = undefined;
    await lost?.then((sandbox) => sandbox[Symbol.asyncDispose]()).catch(() => {});
  }

  strain(): void {
    this.#strainedUntil = performance.now() + STRAINED_MS;
  }

  takeStrain(): boolean {
    const isStrained = performance.now() < this.#strainedUntil;
    this.#strainedUntil = 0;
    return isStrained;
  }

  /** A rig's bundle, fetched once. */
  source(url: string): Promise<string> {
    const known = this.#sources.get(url);
    if (known) return known;
    const fetched = fetchText(url, this.#signal);
    this.#sources.set(url, fetched);
    fetched.catch(() => this.#sources.delete(url));
    return fetched;
  }

  async #boot(): Promise<Sandbox> {
    const runtime = await this.#runtime();
    const unavailable = await runtime.unavailable();
    if (unavailable) throw new SandboxError('SANDBOX_UNAVAILABLE', unavailable);
    return runtime.boot(this.#data.assets.image, this.#signal);
  }

  async #runtime(): Promise<Runtime> {
    const { embeddedRuntime } = await import('../sandbox/embedded/supervisor/index.ts');
    const { worker, frame, image } = this.#data.assets;
    return embeddedRuntime({
      manifest: { worker, frame, images: { [image.name]: { file: image.url, hash: image.hash } } },
      baseUrl: document.baseURI,
    });
  }
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    throw new SandboxError(
      'SANDBOX_ASSET',
      'A part of the lab could not be loaded. Check your connection, then try again.',
      {
        cause,
      },
    );
  });
  if (!response.ok)
    throw new SandboxError(
      'SANDBOX_ASSET',
      `A part of the lab could not be loaded (status ${response.status}). Reload the page.`,
    );
  return response.text();
}
