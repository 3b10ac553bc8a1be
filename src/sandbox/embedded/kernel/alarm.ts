/** The browser's timer that wakes the loop when its next timer is due. It may go off too early, never too late. */
import { native } from './captured.ts';
import type { LoopClock } from './clock.ts';

export class Alarm {
  readonly #clock: LoopClock;
  readonly #ring: () => void;
  #timer: number | undefined;
  /** Loop time it goes off at, ms. */
  #at = 0;

  constructor(clock: LoopClock, ring: () => void) {
    this.#clock = clock;
    this.#ring = () => {
      this.#timer = undefined;
      ring();
    };
  }

  /** Goes off at loop time `at` or before. */
  set(at: number): void {
    if (this.#timer !== undefined && this.#at <= at) return;
    this.clear();
    this.#at = at;
    this.#timer = native.setTimeout(this.#ring, Math.max(1, at - this.#clock.realNow()));
  }

  clear(): void {
    if (this.#timer !== undefined) native.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
