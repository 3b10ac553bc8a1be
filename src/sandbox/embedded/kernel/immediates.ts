/**
 * Runs Node's immediates one at a time, so that promise jobs run between two of them: a browser drains those only at
 * the end of a task. Node's `processImmediate` runs its whole queue, so each call is shown a queue of one.
 */
interface Immediate {
  _idleNext: Immediate | null;
  _idlePrev: Immediate | null;
}

interface ImmediateQueue {
  head: Immediate | null;
  tail: Immediate | null;
}

/** Must match the `kCount`, `kRefCount`, `kHasOutstanding` of Node's `internal/timers`. */
const COUNT = 0;
const REFERENCES = 1;
const OUTSTANDING = 2;

export class Immediates {
  /** Called when an immediate was made. */
  onSchedule: () => void = () => {};

  #count = 0;
  #references = 0;
  #queue: ImmediateQueue = { head: null, tail: null };
  /** What `setImmediate` collected for the next turn of the loop, while `#queue` shows only the one that runs. */
  #restore: (() => void) | undefined;
  #process: () => void = () => {};
  /** Stands before the immediates of this turn: Node's own `remove` then mends the chain when one of them is cleared. */
  readonly #turn: Immediate = { _idleNext: null, _idlePrev: null };

  readonly info: Record<number, number>;

  constructor() {
    const immediates = this;
    this.info = {
      get [COUNT]() {
        return immediates.#count;
      },
      set [COUNT](value: number) {
        const made = value > immediates.#count;
        immediates.#count = value;
        if (made) immediates.onSchedule();
      },
      get [REFERENCES]() {
        return immediates.#references;
      },
      set [REFERENCES](value: number) {
        immediates.#references = value;
      },
      get [OUTSTANDING]() {
        return 0;
      },
      /** Node sets it right after it took the queue, before it calls anything: the place to give the queue back. */
      set [OUTSTANDING](_value: number) {
        const restore = immediates.#restore;
        immediates.#restore = undefined;
        restore?.();
      },
    };
  }

  attach(queue: ImmediateQueue, process: () => void): void {
    this.#queue = queue;
    this.#process = process;
  }

  get count(): number {
    return this.#count;
  }

  get references(): number {
    return this.#references;
  }

  /** Begins a turn with the immediates made so far; those made from now on belong to the next. */
  beginTurn(): void {
    const first = this.#queue.head;
    if (!first || this.hasMore) return;
    this.#queue.head = null;
    this.#queue.tail = null;
    this.#turn._idleNext = first;
    first._idlePrev = this.#turn;
  }

  /** Whether this turn has an immediate left. */
  get hasMore(): boolean {
    return this.#turn._idleNext !== null;
  }

  runOne(): void {
    const immediate = this.#turn._idleNext;
    if (!immediate) return;
    this.#turn._idleNext = immediate._idleNext;
    if (immediate._idleNext) immediate._idleNext._idlePrev = this.#turn;
    immediate._idleNext = null;
    immediate._idlePrev = null;
    const { head, tail } = this.#queue;
    this.#restore = () => {
      this.#queue.head = head;
      this.#queue.tail = tail;
    };
    this.#queue.head = immediate;
    this.#queue.tail = immediate;
    this.#process();
  }
}
