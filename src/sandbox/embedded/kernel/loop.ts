/**
 * The event loop of one process on the tasks of a browser worker, in libuv's order: due timers, then the callbacks
 * that had come from outside, then immediates. Promise jobs run between any two callbacks; see tasks.ts.
 */
import { native } from './captured.ts';
import type { LoopClock } from './clock.ts';
import type { Immediates } from './immediates.ts';
import { Pending } from './pending.ts';
import { Tasks } from './tasks.ts';

/** What the loop needs of Node's library, once that is loaded. */
export interface LoopLibrary {
  /** `processTicksAndRejections` of Node's `internal/process/task_queues`. */
  drainTicks(): void;
  ticksPending(): boolean;
}

/** Reads and sets what `AsyncLocalStorage` sees. */
export interface AsyncContext {
  current(): unknown;
  set(frame: unknown): void;
}

interface Entry {
  readonly callback: () => void;
  readonly context: unknown;
  /** `delivery`: news of a stream, of which a task can bring many. `control`: of the kernel's own, runs nothing of the program. */
  readonly kind: 'callback' | 'delivery' | 'control';
}

type Phase = 'timers' | 'poll' | 'check';

/** The first turn takes timers of up to 1 ms as due, as Node's start-up takes longer than that. */
const FIRST_TURN_SLACK = 1;

export class EventLoop {
  /** Called in a task of its own when nothing is left that could call back. */
  onEmpty: () => void = () => {};

  readonly #clock: LoopClock;
  readonly #immediates: Immediates;
  readonly #context: AsyncContext;
  #library: LoopLibrary = { drainTicks() {}, ticksPending: () => false };

  readonly #tasks = new Tasks(() => this.#turn());
  #stopped = false;
  #depth = 0;

  #queue: Entry[] = [];
  #taken = 0;
  #phase: Phase = 'timers';
  #pollLeft = 0;
  readonly #afterImmediates: (() => void)[] = [];
  #slack = 0;
  #alarm: number | undefined;
  #idleConfirmed = false;

  readonly #pending = new Pending(() => this.wake());

  constructor(clock: LoopClock, immediates: Immediates, context: AsyncContext) {
    this.#clock = clock;
    this.#immediates = immediates;
    this.#context = context;
    clock.onSchedule = () => this.wake();
    immediates.onSchedule = () => this.wake();
  }

  /** The program's entry has run: the first turn begins, as `uv_run` does after Node has run its main script. */
  begin(): void {
    this.#clock.update();
    this.#phase = 'timers';
    this.#slack = FIRST_TURN_SLACK;
  }

  attach(library: LoopLibrary): void {
    this.#library = library;
  }

  // Work

  /** Runs `callback` now as a callback from outside: `nextTick`s around it, its error uncaught. */
  enter(callback: () => void, context?: unknown): void {
    if (this.#stopped) return;
    if (this.#depth > 0) {
      callback();
      return;
    }
    this.#depth = 1;
    try {
      this.#drainTicks();
      this.#context.set(context);
      callback();
      this.#drainTicks();
    } finally {
      this.#context.set(undefined);
      this.#depth = 0;
      if (this.#library.ticksPending()) this.wake();
    }
  }

  #drainTicks(): void {
    if (this.#library.ticksPending()) this.#library.drainTicks();
  }

  post(callback: () => void, context?: unknown): void {
    if (this.#stopped) return;
    this.#queue[this.#queue.length] = { callback, context, kind: 'callback' };
    this.wake();
  }

  /**
   * As `post`, for news of a stream: several may run in one task, with promise jobs between them. An unhandled rejection
   * in one of them may be reported a few deliveries late; in virtual time, where order is all, each has its own task.
   */
  deliver(callback: () => void, context?: unknown): void {
    if (this.#stopped) return;
    this.#queue[this.#queue.length] = { callback, context, kind: 'delivery' };
    this.wake();
  }

  /** Hears a port; what its messages bring runs in the same task when the loop rests. */
  listen(port: MessagePort, receive: (data: unknown) => void): void {
    this.#tasks.listen(port, receive);
  }

  /** Calls back when the present task ends. */
  afterTask(callback: () => void): void {
    this.#tasks.atEnd(callback);
  }

  /** Runs a `queueMicrotask` callback: already at the end of a task, so no ticks are drained around it. */
  runMicrotask(callback: () => void): void {
    if (!this.#stopped) callback();
  }

  /** As `post`, for the control of the process, which no program sees: `callback` runs nothing of the program. */
  postControl(callback: () => void): void {
    if (this.#stopped) return;
    this.#queue[this.#queue.length] = { callback, context: undefined, kind: 'control' };
    this.wake();
  }

  /** Runs `callback` in the present turn of the loop, behind its immediates. For the control of the process, too. */
  afterImmediates(callback: () => void): void {
    this.#afterImmediates.push(callback);
    this.wake();
  }

  #takeAfterImmediates(): () => void {
    return this.#afterImmediates.shift() ?? (() => {});
  }

  job(label: string): () => void {
    return this.#pending.job(label);
  }

  handle(label: string, isReferenced: () => boolean): () => void {
    return this.#pending.handle(label, isReferenced);
  }

  // What is pending

  /** Callbacks that are queued and have not run. */
  get queued(): number {
    return this.#queue.length - this.#taken;
  }

  get jobs(): ReadonlyMap<string, number> {
    return this.#pending.jobs;
  }

  /** Labels of the handles that keep the process alive. */
  referencedHandles(): string[] {
    return this.#pending.referencedHandles();
  }

  isAlive(): boolean {
    return (
      this.queued > 0 ||
      this.#pending.jobs.size > 0 ||
      this.#clock.timeoutInfo[0] !== 0 ||
      this.#immediates.references > 0 ||
      this.#pending.hasReferencedHandle()
    );
  }

  // Turns

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Nothing runs any more. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
    if (this.#alarm !== undefined) native.clearTimeout(this.#alarm);
    this.#tasks.stop();
  }

  /** Something may be to do: looks in a task of its own. */
  wake(): void {
    if (!this.#stopped) this.#tasks.want();
  }

  /** One callback. @returns whether the next may run in the same task. */
  #turn(): boolean {
    if (this.#alarm !== undefined) {
      native.clearTimeout(this.#alarm);
      this.#alarm = undefined;
    }
    const entry = this.#next();
    if (!entry) {
      this.#rest();
      return false;
    }
    this.#idleConfirmed = false;
    this.wake();
    this.enter(entry.callback, entry.context);
    // What runs nothing of the program leaves no rejection to report.
    return entry.kind === 'control' || (entry.kind === 'delivery' && this.#isDeliveryNext());
  }

  #isDeliveryNext(): boolean {
    return this.#pollLeft > 0 && !this.#clock.isVirtual && this.#queue[this.#taken]?.kind === 'delivery';
  }

  /** Nothing to do now: waits for the next timer, or ends the process. Asks twice, as a rejection may still be reported. */
  #rest(): void {
    if (!this.isAlive()) {
      if (this.#idleConfirmed) this.onEmpty();
      else {
        this.#idleConfirmed = true;
        this.wake();
      }
      return;
    }
    if (this.#clock.isVirtual) return;
    const at = this.#clock.next();
    if (at === null) return;
    this.#alarm = native.setTimeout(() => this.wake(), Math.max(1, at - this.#clock.realNow()));
  }

  #next(): Entry | undefined {
    // Four steps go once round, whatever phase it starts in.
    for (let step = 0; step < 4; step += 1) {
      const callback = this.#nextInPhase();
      if (callback) return callback;
    }
    return this.#library.ticksPending() ? DRAIN : undefined;
  }

  #nextInPhase(): Entry | undefined {
    switch (this.#phase) {
      case 'timers':
        if (!this.#clock.isVirtual && this.#clock.isDue(this.#slack)) {
          const slack = this.#slack;
          return own(() => this.#clock.fireOne(slack));
        }
        this.#slack = 0;
        this.#phase = 'poll';
        this.#pollLeft = this.queued;
        return undefined;
      case 'poll':
        if (this.#pollLeft > 0) {
          this.#pollLeft -= 1;
          return this.#shift();
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

  #shift(): Entry | undefined {
    const entry = this.#queue[this.#taken];
    this.#taken += 1;
    if (this.#taken === this.#queue.length || this.#taken > 1024) {
      this.#queue = this.#queue.slice(this.#taken);
      this.#taken = 0;
    }
    return entry;
  }
}

const own = (callback: () => void): Entry => ({ callback, context: undefined, kind: 'callback' });
const DRAIN: Entry = own(() => {});
