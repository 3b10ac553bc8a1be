/**
 * The clock of one process: the `timers` binding beneath Node's own timers, the same object in real and in virtual
 * time. In virtual time nothing fires unless `fireOne` is called, and `Date`, `performance.now` and `process.hrtime`
 * follow the loop time.
 */
import { native } from './captured.ts';

/** What Node's `internal/timers` keeps for the timers of one duration. */
interface TimerList {
  expiry: number;
  readonly msecs: number;
  priorityQueuePosition: number | null;
}

interface TimersModule {
  readonly timerListMap: Record<string, TimerList>;
  readonly timerListQueue: {
    peek(): TimerList | undefined;
    percolateUp(position: number): void;
    percolateDown(position: number): void;
  };
}

/** One timer; `_idlePrev` leads to what was started later, and at last back to the list. */
interface Timer {
  readonly _idleStart: number;
  readonly _idlePrev: Timer;
}

interface LinkedListModule {
  peek(list: TimerList): Timer | null;
}

export interface VirtualStart {
  /** Loop time at which the program begins, ms. */
  readonly now: number;
  /** `Date.now()` at loop time 0, ms since 1970. */
  readonly epoch: number;
}

/** A power of two, so that start plus duration is exact: every timer has an expiry of its own and can be fired alone. */
const FRACTION = 2 ** -22;
const FRACTIONS = 2 ** 22;

export class LoopClock {
  /** Called when the earliest timer may have changed. */
  onSchedule: () => void = () => {};
  /** Node's, for immediates.ts. */
  processImmediate: () => void = () => {};
  /** References of all timers: `[0]` counts those that keep the process alive. */
  readonly timeoutInfo = new Int32Array(1);

  #virtual: VirtualStart | undefined;
  /** Loop time, whole ms: as in libuv it stands still while callbacks of one phase run. */
  #now = 0;
  #origin = native.performanceNow();
  #sequence = 0;
  #processTimers: (now: number) => number = () => 0;
  #timers: TimersModule | undefined;
  #lists: LinkedListModule | undefined;

  readonly binding = {
    setupTimers: (processImmediate: () => void, processTimers: (now: number) => number) => {
      this.processImmediate = processImmediate;
      this.#processTimers = processTimers;
    },
    getLibuvNow: () => {
      this.#sequence = (this.#sequence + 1) % FRACTIONS;
      return this.#now + this.#sequence * FRACTION;
    },
    scheduleTimer: () => this.onSchedule(),
    toggleTimerRef: () => this.onSchedule(),
    timeoutInfo: this.timeoutInfo,
  };

  /** @param receiver `this` of Node's timer callbacks, as stack frames show it: `process`. */
  attach(timers: TimersModule, lists: LinkedListModule, receiver: object): void {
    const [processTimers, processImmediate] = [this.#processTimers, this.processImmediate];
    this.#processTimers = (now) => Reflect.apply(processTimers, receiver, [now]) as number;
    this.processImmediate = () => Reflect.apply(processImmediate, receiver, []);
    this.#timers = timers;
    this.#lists = lists;
  }

  /** The process begins now: loop time, `process.uptime` and `performance.now` count from here. */
  restart(): void {
    this.#origin = native.performanceNow();
    this.#now = 0;
  }

  /** From now on time moves by `set` only. @param from the loop time to stand at until then, ms */
  freeze(start: VirtualStart, from = start.now): void {
    this.#virtual = { ...start, now: Math.floor(start.now) };
    this.#now = Math.floor(from);
  }

  get isVirtual(): boolean {
    return this.#virtual !== undefined;
  }

  /** Loop time, whole ms. */
  now(): number {
    return this.#now;
  }

  /** Real time since the process began, ms, monotonic. */
  realNow(): number {
    return native.performanceNow() - this.#origin;
  }

  /** What `performance.now()` and `process.hrtime()` show, ms since the program began. */
  monotonic(): number {
    return this.#virtual ? this.#now - this.#virtual.now : this.realNow();
  }

  /** What `Date.now()` shows, ms since 1970. */
  wall(): number {
    return this.#virtual ? this.#virtual.epoch + this.#now : native.Date.now();
  }

  /** `Date.now()` at monotonic time 0. */
  timeOrigin(): number {
    return this.#virtual ? this.#virtual.epoch + this.#virtual.now : native.timeOrigin + this.#origin;
  }

  /** Real time: takes the loop time of a new turn of the loop. */
  update(): void {
    if (!this.#virtual) this.#now = Math.floor(this.realNow());
  }

  /** Virtual time: moves the clock to `at` ms, never backwards. Fires nothing. */
  set(at: number): void {
    if (this.#virtual && at > this.#now) this.#now = Math.floor(at);
  }

  /** Loop time of the earliest timer, whole ms; null when there is none. */
  next(): number | null {
    const at = this.#earliest();
    return at === undefined ? null : Math.floor(at);
  }

  /** How many timers there are. */
  count(): number {
    let count = 0;
    for (const list of Object.values(this.#timers?.timerListMap ?? {})) {
      const first = this.#lists?.peek(list);
      for (let timer = first; timer && timer !== (list as unknown); timer = timer._idlePrev) count += 1;
    }
    return count;
  }

  /** Whether a timer is due at the present loop time. */
  isDue(slack = 0): boolean {
    const first = this.#timers?.timerListQueue.peek();
    if (!first || first.expiry >= this.#now + slack + 1) return false;
    const at = this.#earliest();
    return at !== undefined && Math.floor(at) <= this.#now + slack;
  }

  /** Fires the one earliest timer that is due, if any: to be called inside a callback of the loop. */
  fireOne(slack = 0): boolean {
    const at = this.#earliest();
    if (at === undefined || Math.floor(at) > this.#now + slack) return false;
    this.#repair();
    try {
      this.#processTimers(at);
    } finally {
      this.#repair();
    }
    return true;
  }

  #dueTime(list: TimerList): number | undefined {
    const timer = this.#lists?.peek(list);
    return timer ? timer._idleStart + list.msecs : undefined;
  }

  #earliest(): number | undefined {
    let earliest: number | undefined;
    const lists = this.#timers?.timerListMap;
    for (const key in lists) {
      const list = lists[key];
      const at = list && this.#dueTime(list);
      if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
    }
    return earliest;
  }

  /** Node rounds a list's expiry up or leaves it behind a cleared timer: sets each to its first timer's exact time. */
  #repair(): void {
    const timers = this.#timers;
    if (!timers) return;
    for (const key in timers.timerListMap) {
      const list = timers.timerListMap[key];
      const at = list && this.#dueTime(list);
      if (!list || at === undefined || list.expiry === at || list.priorityQueuePosition === null) continue;
      const earlier = at < list.expiry;
      list.expiry = at;
      if (earlier) timers.timerListQueue.percolateUp(list.priorityQueuePosition);
      else timers.timerListQueue.percolateDown(list.priorityQueuePosition);
    }
  }
}

/** Puts a `Date` in place that shows the clock's wall time; before the library captures it. */
export function installDate(clock: LoopClock): void {
  const NativeDate = native.Date;
  function ProgramDate(this: unknown, ...parts: unknown[]): unknown {
    if (!new.target) return new NativeDate(clock.wall()).toString();
    return Reflect.construct(NativeDate, parts.length === 0 ? [clock.wall()] : parts, new.target);
  }
  const hidden = (value: unknown) => ({ value, writable: true, enumerable: false, configurable: true });
  Object.defineProperties(ProgramDate, {
    name: { value: 'Date', configurable: true },
    length: { value: 7, configurable: true },
    prototype: { value: NativeDate.prototype, writable: false, enumerable: false, configurable: false },
    now: hidden(function now() {
      return clock.wall();
    }),
    parse: hidden(NativeDate.parse),
    UTC: hidden(NativeDate.UTC),
  });
  Object.defineProperty(NativeDate.prototype, 'constructor', hidden(ProgramDate));
  Object.defineProperty(globalThis, 'Date', hidden(ProgramDate));
}
