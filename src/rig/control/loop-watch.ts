/**
 * Tells a slow program from a slow machine: counts only the real time in which this process's own loop was on time.
 * While it is late, the machine starves everybody, and nobody is to blame for silence.
 */
import type { RigHost } from './host.ts';

const TICK_MS = 50;
/** A tick that comes later than this was kept from running. */
const LATE_MS = 100;

export class LoopWatch {
  readonly #host: RigHost;
  readonly #listeners = new Set<() => void>();
  #onTime = 0;
  #expected = 0;
  #cancel: (() => void) | undefined;

  constructor(host: RigHost) {
    this.#host = host;
  }

  /** Ms in which this loop was on time, since the first listener came. */
  get onTime(): number {
    return this.#onTime;
  }

  /** Calls `listener` at each tick; returns its cancel. */
  onTick(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#cancel) this.#schedule();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#cancel?.();
      this.#cancel = undefined;
    };
  }

  /** Calls `callback` once this loop has been on time for `ms`; returns its cancel. */
  after(ms: number, callback: () => void): () => void {
    const began = this.#onTime;
    const cancel = this.onTick(() => {
      if (this.#onTime - began < ms) return;
      cancel();
      callback();
    });
    return cancel;
  }

  #schedule(): void {
    this.#expected = this.#host.realNow() + TICK_MS;
    this.#cancel = this.#host.realTimeout(() => {
      const lag = this.#host.realNow() - this.#expected;
      if (lag < LATE_MS) this.#onTime += TICK_MS + lag;
      this.#schedule();
      for (const listener of [...this.#listeners]) listener();
    }, TICK_MS);
  }
}
