/**
 * The asynchronous context of a program across native `await` and `then`. V8 carries it for Node in a slot that a page
 * cannot reach, so a program that uses AsyncLocalStorage has its functions tell when they are suspended and resumed:
 * see instrument.ts and docs/discoveries/async-context-across-await.md.
 */
import type { ModuleHost } from './host.ts';

interface Frames {
  getContinuationPreservedEmbedderData(): unknown;
  setContinuationPreservedEmbedderData(frame: unknown): void;
}

/** Of one activation of an async function: it can be suspended in one place at a time. */
export interface AwaitContext {
  /** Takes the frame of now; gives back what to await. */
  suspend(value?: unknown): unknown;
  /** Puts the frame back; gives `value` back. */
  resumed(value: unknown): unknown;
  /** Puts the frame back where the function was resumed by a rejection or by a loop. */
  restore(): void;
  /** At the end of a round of `for await`, however it ended. */
  next(): void;
  /** Restores when the other resources of a block with `await using` are gone. */
  disposable(): Disposable;
}

export class AwaitContexts {
  readonly #host: ModuleHost;
  #frames: Frames | undefined;

  constructor(host: ModuleHost) {
    this.#host = host;
  }

  get isKept(): boolean {
    return this.#frames !== undefined;
  }

  /** Told of each text of the program before it runs: the first that names AsyncLocalStorage turns it on. */
  see(source: string): void {
    if (this.isKept || !source.includes('AsyncLocalStorage')) return;
    this.#frames = this.#host.internalBinding('async_context_frame') as unknown as Frames;
    carryThroughThen(this.#frames);
  }

  create(): AwaitContext {
    const frames = this.#frames ?? (this.#host.internalBinding('async_context_frame') as unknown as Frames);
    return new FunctionContext(frames);
  }
}

class FunctionContext implements AwaitContext {
  readonly #frames: Frames;
  #frame: unknown;
  #isSuspended = false;

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  suspend(value?: unknown): unknown {
    this.#frame = this.#frames.getContinuationPreservedEmbedderData();
    this.#isSuspended = true;
    return this.#thenable(value);
  }

  /** A thenable that is no promise is called in a job of its own, in the frame of the `await`. */
  #thenable(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || value instanceof Promise) return value;
    const { then } = value as { then?: unknown };
    if (typeof then !== 'function') return value;
    const [frames, frame] = [this.#frames, this.#frame];
    return {
      // biome-ignore lint/suspicious/noThenProperty: it stands for the program's own
      then(...callbacks: unknown[]): unknown {
        frames.setContinuationPreservedEmbedderData(frame);
        return Reflect.apply(then, value, callbacks);
      },
    };
  }

  resumed(value: unknown): unknown {
    this.#isSuspended = false;
    this.#frames.setContinuationPreservedEmbedderData(this.#frame);
    return value;
  }

  restore(): void {
    if (this.#isSuspended) this.resumed(undefined);
  }

  next(): void {
    this.restore();
    this.suspend();
  }

  disposable(): Disposable {
    const [frames, frame] = [this.#frames, this.#frames.getContinuationPreservedEmbedderData()];
    return { [Symbol.dispose]: () => frames.setContinuationPreservedEmbedderData(frame) };
  }
}

/** `then` calls back in the frame in which it was called, as V8's reactions do. */
function carryThroughThen(frames: Frames): void {
  const nativeThen = Promise.prototype.then;
  const { getContinuationPreservedEmbedderData: current, setContinuationPreservedEmbedderData: set } = frames;
  const { apply } = Reflect;
  const carry = (callback: unknown): unknown => {
    if (typeof callback !== 'function') return callback;
    const frame = current();
    return (value: unknown): unknown => {
      const before = current();
      set(frame);
      try {
        return apply(callback, undefined, [value]);
      } finally {
        set(before);
      }
    };
  };
  const holder = {
    // biome-ignore lint/suspicious/noThenProperty: it takes the place of Promise.prototype.then
    then(this: Promise<unknown>, onFulfilled: unknown, onRejected: unknown): unknown {
      return apply(nativeThen, this, [carry(onFulfilled), carry(onRejected)]);
    },
  };
  Object.defineProperty(Promise.prototype, 'then', { value: holder.then, writable: true, configurable: true });
}
