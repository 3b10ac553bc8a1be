/** Makes workers, and keeps some booted ahead of need so that a spawn does not wait for one. */
import type { FromWorker, ToWorker, WorkerParts } from '../protocol.ts';

/** A worker that has just started to run a program needs the processor more than the next spare does; ms. */
const REFILL_DELAY = 100;

export class Workers {
  readonly #url: string;
  readonly #library: Blob;
  readonly #onBooted: () => void;
  readonly #onFailed: (message: string) => void;
  readonly #wanted: () => number;
  readonly #spares: Worker[] = [];

  /** @param wanted how many spares to keep now. */
  constructor(
    { script, library }: WorkerParts,
    wanted: () => number,
    onBooted: () => void,
    onFailed: (message: string) => void,
  ) {
    this.#url = URL.createObjectURL(script);
    this.#library = library;
    this.#wanted = wanted;
    this.#onBooted = onBooted;
    this.#onFailed = onFailed;
    // Side by side: a Run needs two, the rig and the program, and neither should wait for the other.
    while (this.#spares.length < wanted()) this.#addSpare();
  }

  /** A worker for one process, booted if one is at hand. */
  take(): Worker {
    const worker = this.#spares.shift() ?? this.#make();
    worker.onmessage = null;
    worker.onerror = null;
    setTimeout(() => this.#refill(), REFILL_DELAY);
    return worker;
  }

  #refill(): void {
    if (this.#spares.length < this.#wanted()) this.#addSpare();
  }

  #make(): Worker {
    const worker = new Worker(this.#url);
    worker.postMessage({ type: 'boot', library: this.#library } satisfies ToWorker);
    return worker;
  }

  #addSpare(): void {
    const worker = this.#make();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type !== 'booted') return;
      this.#onBooted();
      this.#refill();
    };
    worker.onerror = ({ message }) => {
      const at = this.#spares.indexOf(worker);
      if (at >= 0) this.#spares.splice(at, 1);
      // An engine that refused it, or ended it itself, tells no more.
      this.#onFailed(message ?? '');
    };
    this.#spares.push(worker);
  }
}
