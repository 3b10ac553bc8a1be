/** What runs next, in libuv's order: due timers, then the callbacks that had come from outside, then immediates. */
import { Callbacks, type Entry, own } from './callbacks.ts';
import type { LoopClock } from './clock.ts';
import type { Immediates } from './immediates.ts';

type Phase = 'timers' | 'poll' | 'check';

/** The first turn takes timers of up to 1 ms as due, as Node's start-up takes longer than that. */
const FIRST_TURN_SLACK = 1;

export class Phases {
  /** What came from outside. */
  readonly queue = new Callbacks();
  readonly #clock: LoopClock;
  readonly #immediates: Immediates;
  readonly #afterImmediates: (() => void)[] = [];
  #phase: Phase = 'timers';
  #pollLeft = 0;
  #slack = 0;

  constructor(clock: LoopClock, immediates: Immediates) {
    this.#clock = clock;
    this.#immediates = immediates;
  }

  /** The first turn begins. */
  begin(): void {
    this.#clock.update();
    this.#phase = 'timers';
    this.#slack = FIRST_TURN_SLACK;
  }

  /** As libuv after it has waited: takes the time, and first runs what has come. */
  endWait(): void {
    this.#clock.update();
    this.#phase = 'poll';
    this.#pollLeft = this.queue.length;
  }

  /** Runs `callback` in the present turn, behind its immediates. */
  afterImmediates(callback: () => void): void {
    this.#afterImmediates.push(callback);
  }

  /** Timers aside. */
  get hasWork(): boolean {
    return this.queue.length > 0 || this.#immediates.count > 0 || this.#afterImmediates.length > 0;
  }

  get hasReferencedImmediate(): boolean {
    return this.#immediates.references > 0;
  }

  get isTimerDue(): boolean {
    return !this.#clock.isVirtual && this.#clock.isDue(this.#slack);
  }

  /** Of the present phase. */
  get isDeliveryNext(): boolean {
    return this.#pollLeft > 0 && this.queue.first()?.kind === 'delivery';
  }

  next(): Entry | undefined {
    // Four steps go once round, whatever phase it starts in.
    for (let step = 0; step < 4; step += 1) {
      const entry = this.#nextInPhase();
      if (entry) return entry;
    }
    return undefined;
  }

  #nextInPhase(): Entry | undefined {
    switch (this.#phase) {
      case 'timers':
        if (this.isTimerDue) {
          const slack = this.#slack;
          return own(() => this.#clock.fireOne(slack));
        }
        this.#slack = 0;
        this.#phase = 'poll';
        this.#pollLeft = this.queue.length;
        return undefined;
      case 'poll':
        if (this.#pollLeft > 0) {
          this.#pollLeft -= 1;
          return this.queue.take();
        }
        this.#phase = 'check';
        this.#immediates.beginTurn();
        return undefined;
      case 'check':
        if (this.#immediates.hasMore) return own(() => this.#immediates.runOne());
        if (this.#afterImmediates.length > 0) return { ...own(this.#takeAfterImmediates()), kind: 'control' };
        this.#phase = 'timers';
        this.#clock.update();
        return undefined;
    }
  }

  #takeAfterImmediates(): () => void {
    return this.#afterImmediates.shift() ?? (() => {});
  }
}
