/** What the build made for a sandbox, fetched once a page and kept. */
import { type Image, SandboxError } from '../../runtime.ts';
import type { WorkerParts } from '../protocol.ts';
import { unpackWorker } from '../worker-file.ts';

/** The part of `public/_sandbox/manifest.json` that the supervisor needs; file names relative to the manifest. */
export interface SandboxAssets {
  readonly worker: string;
  readonly frame: { readonly script: string; readonly csp: string };
  readonly images: Readonly<Record<string, { readonly file: string; readonly hash: string }>>;
}

export class AssetStore {
  readonly #assets: SandboxAssets;
  readonly #base: URL;
  readonly #kept = new Map<string, Promise<ArrayBuffer>>();

  constructor(assets: SandboxAssets, baseUrl: string | URL) {
    this.#assets = assets;
    this.#base = new URL(baseUrl, document.baseURI);
  }

  get frameCsp(): string {
    return this.#assets.frame.csp;
  }

  async worker(): Promise<WorkerParts> {
    const { script, library } = unpackWorker(await this.#bytes(this.#assets.worker));
    return { script: new Blob([script], { type: 'text/javascript' }), library: new Blob([library]) };
  }

  async frameScript(): Promise<string> {
    return this.#text(this.#assets.frame.script);
  }

  /** A copy of the archive, so that it can be handed over. */
  async image({ name }: Image): Promise<ArrayBuffer> {
    const found = this.#assets.images[name];
    if (!found)
      throw new SandboxError('SANDBOX_ASSET', `There is no package image "${name}". Build it: npm run build:sandbox.`);
    return (await this.#bytes(found.file)).slice(0);
  }

  async #text(file: string): Promise<string> {
    return new TextDecoder().decode(await this.#bytes(file));
  }

  #bytes(file: string): Promise<ArrayBuffer> {
    const kept = this.#kept.get(file);
    if (kept) return kept;
    const fetched = this.#fetch(file);
    this.#kept.set(file, fetched);
    // What failed may work at the next try.
    fetched.catch(() => this.#kept.delete(file));
    return fetched;
  }

  async #fetch(file: string): Promise<ArrayBuffer> {
    const url = new URL(file, this.#base);
    try {
      const response = await fetch(url);
      if (response.ok) return await response.arrayBuffer();
      throw new Error(`HTTP status ${response.status}`);
    } catch (cause) {
      throw new SandboxError(
        'SANDBOX_ASSET',
        `A part of the sandbox could not be loaded (${url.pathname}). Check the connection and try again.`,
        { cause },
      );
    }
  }
}
