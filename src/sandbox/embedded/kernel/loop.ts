/**
 * The event loop of one process on the tasks of a browser worker, in libuv's order: due timers, then the callbacks
 * that had come from outside, then immediates. Promise jobs run between any two callbacks; see tasks.ts.
 */
import { Alarm } from './alarm.ts';
import { type Entry, own } from './callbacks.ts';
import type { LoopClock } from './clock.ts';
import type { Immediates } from './immediates.ts';
import { Pending } from './pending.ts';
import { Phases } from './phases.ts';
import { type Place, Tasks } from './tasks.ts';

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

export class EventLoop {
  /** Called in a task of its own when nothing is left that could call back. */
  onEmpty: () => void = () => {};

  readonly #clock: LoopClock;
  readonly #context: AsyncContext;
  #library: LoopLibrary = { drainTicks() {}, ticksPending: () => false };

  readonly #tasks = new Tasks((place) => this.#turn(place));
  #stopped = false;
  #depth = 0;

  readonly #phases: Phases;
  /** The kind of the last callback. */
  #last: Entry['kind'] = 'callback';
  /** Nothing was to do: the loop waits in its poll phase. */
  #waits = false;
  readonly #alarm: Alarm;
  #isSettling = false;
  readonly #settle = () => this.#settleNow();
  #idleConfirmed = false;

  readonly #pending = new Pending(() => this.wake());

  constructor(clock: LoopClock, immediates: Immediates, context: AsyncContext) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock, () => this.wake());
    this.#phases = new Phases(clock, immediates);
    this.#context = context;
    clock.onSchedule = () => this.#settleLater();
    immediates.onSchedule = () => this.wake();
  }

  /** The program's entry has run: the first turn begins, as `uv_run` does after Node has run its main script. */
  begin(): void {
    this.#phases.begin();
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
    this.#phases.queue.add('callback', callback, context);
    this.wake();
  }

  /**
   * As `post`, for news of a stream: several may run in one task, with promise jobs between them. An unhandled rejection
   * in one of them may be reported a few deliveries late; in virtual time, where order is all, each has its own task.
   */
  deliver(callback: () => void, context?: unknown): void {
    if (this.#stopped) return;
    this.#phases.queue.add('delivery', callback, context);
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
    this.#phases.queue.add('control', callback);
    this.wake();
  }

  /** Runs `callback` in the present turn of the loop, behind its immediates. For the control of the process, too. */
  afterImmediates(callback: () => void): void {
    this.#phases.afterImmediates(callback);
    this.wake();
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
    return this.#phases.queue.length;
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
      this.#phases.hasReferencedImmediate ||
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
    this.#phases.queue.clear();
    this.#alarm.clear();
    this.#tasks.stop();
  }

  /** Something may be to do: looks behind the present callback, in this task or another. */
  wake(): void {
    if (!this.#stopped) this.#tasks.want();
  }

  /** A tick was asked for. Inside a callback its end will see to it; in a promise job it needs a turn. */
  wakeForTick(): void {
    if (this.#depth === 0) this.wake();
  }

  /** One callback. @returns whether to ask again in this task, behind its promise jobs. */
  #turn(place: Place): boolean {
    if (place === 'following' && !this.#mayFollow()) return false;
    this.#tasks.rest();
    if (this.#waits) this.#phases.endWait();
    this.#waits = false;
    const entry = place === 'following' && this.#library.ticksPending() ? DRAIN : this.#next();
    if (!entry) {
      this.#rest();
      return false;
    }
    this.#idleConfirmed = false;
    if (entry !== DRAIN) this.#last = entry.kind;
    try {
      this.enter(entry.callback, entry.context);
    } finally {
      if (this.#phases.hasWork) this.wake();
      else this.#settleLater();
    }
    return true;
  }

  /**
   * Whether the next callback may share the task of the last one: ticks that promise jobs asked for, which Node runs
   * before it looks for unhandled rejections; whatever comes behind the kernel's own, which leaves no rejection to
   * report; and one delivery behind another.
   */
  #mayFollow(): boolean {
    if (this.#library.ticksPending() || this.#last === 'control') return true;
    return this.#last === 'delivery' && !this.#clock.isVirtual && this.#phases.isDeliveryNext;
  }

  #next(): Entry | undefined {
    return this.#phases.next() ?? (this.#library.ticksPending() ? DRAIN : undefined);
  }

  /** Nothing to do now: waits for the next timer, or ends the process. Asks twice, as a rejection may still be reported. */
  #rest(): void {
    if (this.isAlive()) {
      this.#settleLater();
      return;
    }
    if (this.#idleConfirmed) this.onEmpty();
    else {
      this.#idleConfirmed = true;
      this.wake();
    }
  }

  /** At the end of the task: the loop waits, unless a turn is wanted by then. */
  #settleLater(): void {
    if (this.#isSettling || this.#stopped) return;
    this.#isSettling = true;
    this.#tasks.atEnd(this.#settle);
  }

  #settleNow(): void {
    this.#isSettling = false;
    if (this.#stopped) return;
    if (!this.isAlive()) {
      this.wake();
      return;
    }
    if (this.#phases.isTimerDue) {
      this.wake();
      return;
    }
    this.#waits = !this.#phases.hasWork;
    const at = this.#clock.isVirtual ? null : this.#clock.next();
    if (at === null) return;
    if (at <= this.#clock.realNow()) this.wake();
    else this.#alarm.set(at);
  }
}

const DRAIN: Entry = own(() => {});
