/** The callbacks that wait for the loop's poll phase, in the order they came. */

export interface Entry {
  readonly callback: () => void;
  readonly context: unknown;
  /** `delivery`: news of a stream, of which a task can bring many. `control`: of the kernel's own, runs nothing of the program. */
  readonly kind: 'callback' | 'delivery' | 'control';
}

/** Of the kernel's own making. */
export const own = (callback: () => void): Entry => ({ callback, context: undefined, kind: 'callback' });

/** So many taken ones may stay in the array before it is made shorter. */
const KEPT = 1024;

export class Callbacks {
  #entries: Entry[] = [];
  #taken = 0;

  get length(): number {
    return this.#entries.length - this.#taken;
  }

  add(kind: Entry['kind'], callback: () => void, context?: unknown): void {
    this.#entries[this.#entries.length] = { callback, context, kind };
  }

  first(): Entry | undefined {
    return this.#entries[this.#taken];
  }

  take(): Entry | undefined {
    const entry = this.first();
    this.#taken += 1;
    if (this.#taken >= this.#entries.length) this.clear();
    else if (this.#taken > KEPT) {
      this.#entries = this.#entries.slice(this.#taken);
      this.#taken = 0;
    }
    return entry;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#taken = 0;
  }
}
