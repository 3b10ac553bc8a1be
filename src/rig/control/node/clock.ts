/**
 * The clock of one process, virtual beneath Node's own timers: every way to set a timer (`setTimeout`, imports of it,
 * `timers/promises`, `AbortSignal.timeout`, `socket.setTimeout`, HTTP's idle sweeps) ends in the same timer lists, so
 * they all stand still until the rig moves time. Needs `--expose-internals`.
 */
import { performance } from 'node:perf_hooks';
import type { Start } from '../protocol.ts';
import { replaceHttpTimeouts } from './http-timeouts.ts';
import {
  type InternalTimer,
  internalHttp,
  linkedList,
  runNextTicks,
  type TimerList,
  timers,
  timersBinding,
} from './internals.ts';
import { replaceTimeReaders } from './time-readers.ts';

export interface ProcessClock {
  /** Loop time, ms. */
  now(): number;
  /** Loop time of the earliest timer, ms; null when there is none. */
  next(): number | null;
  /** Moves loop time, never backwards. Fires nothing. */
  set(at: number): void;
  /** Fires the one earliest timer if it is due. What it throws is thrown. */
  fire(): void;
  /** How many timers there are. */
  timers(): number;
  /** Immediates waiting to run. */
  immediates(): number;
  /** Real time, ms, monotonic. */
  realNow(): number;
  /** A timer on the real clock that does not keep the process alive; returns its cancel. */
  realTimeout(callback: () => void, ms: number): () => void;
}

/** Time as it is: nothing is replaced. */
export function realClock(): ProcessClock {
  return {
    now: () => performance.now(),
    next: () => null,
    set: () => undefined,
    fire: () => undefined,
    timers: () => 0,
    immediates: () => 0,
    realNow: () => performance.now(),
    realTimeout(callback, ms) {
      const timer = setTimeout(callback, ms).unref();
      return () => clearTimeout(timer);
    },
  };
}

/**
 * Added to loop time, once a reading, so that each timer gets an expiry of its own and can be fired alone. A power of
 * two, so that start plus duration stays exact.
 */
const FRACTION = 2 ** -22;
const FRACTIONS = 2 ** 22;

/** The longest that libuv's one timer can be armed for; far ahead, it only keeps the loop alive. */
const FAR_AHEAD = 2 ** 31 - 1;

/** Must run before `http` is first loaded. @param from the loop time to stand at until the first `set`, ms */
export function installVirtualClock(start: Pick<Start, 'now' | 'epoch'>, from: number): ProcessClock {
  const realLoopNow = timersBinding.getLibuvNow.bind(timersBinding);
  const arm = timersBinding.scheduleTimer.bind(timersBinding);
  const realNow = performance.now.bind(performance);
  const { processImmediate, processTimers } = timers.getTimerCallbacks(runNextTicks);
  const referenced = timersBinding.timeoutInfo ?? timersBinding.timerInfo ?? new Int32Array(1);

  let now = from;
  let readings = 0;
  timersBinding.getLibuvNow = () => {
    readings = (readings + 1) % FRACTIONS;
    return now + readings * FRACTION;
  };
  timersBinding.scheduleTimer = () => undefined;

  // libuv's one timer serves the few waits on real time, and by its reference keeps a process with timers alive.
  const waits = new Set<{ at: number; callback: () => void }>();
  const nextWake = () => {
    let at = realLoopNow() + FAR_AHEAD;
    for (const wait of waits) at = Math.min(at, wait.at);
    return at;
  };
  timersBinding.setupTimers(processImmediate, () => {
    const at = realLoopNow();
    for (const wait of [...waits]) {
      if (wait.at > at) continue;
      waits.delete(wait);
      wait.callback();
      runNextTicks();
    }
    const wake = nextWake();
    // The sign tells libuv whether the timer keeps the process alive.
    return (referenced[0] ?? 0) > 0 ? wake : -wake;
  });
  arm(FAR_AHEAD);

  const milliseconds = () => Math.floor(now);
  const wall = () => start.epoch + milliseconds();
  replaceTimeReaders(() => milliseconds() - start.now, wall);
  replaceHttpTimeouts(milliseconds);
  // The Date header is cached with a timer of its own, of a length that depends on the real clock.
  internalHttp.utcDate = () => new Date(wall()).toUTCString();

  return {
    now: milliseconds,
    next() {
      const first = earliest();
      return first ? Math.floor(first.at) : null;
    },
    set(at) {
      now = Math.max(now, at);
    },
    fire() {
      const first = earliest();
      if (!first || Math.floor(first.at) > now) return;
      repairExpiries();
      try {
        processTimers(first.at);
      } finally {
        repairExpiries();
        // Native code does this from the return value; without it the process never exits.
        timersBinding.toggleTimerRef((referenced[0] ?? 0) > 0);
      }
    },
    timers: countTimers,
    immediates: () => timersBinding.immediateInfo[timers.immediateInfoFields.kCount] ?? 0,
    realNow,
    realTimeout(callback, ms) {
      const wait = { at: realLoopNow() + ms, callback };
      waits.add(wait);
      arm(Math.max(1, nextWake() - realLoopNow()));
      return () => waits.delete(wait);
    },
  };
}

function dueAt(list: TimerList): number {
  return linkedList.peek(list)._idleStart + list.msecs;
}

function* liveLists(): Generator<TimerList> {
  for (const list of Object.values(timers.timerListMap)) if (!linkedList.isEmpty(list)) yield list;
}

function earliest(): { at: number } | undefined {
  let at = Number.POSITIVE_INFINITY;
  for (const list of liveLists()) at = Math.min(at, dueAt(list));
  return at === Number.POSITIVE_INFINITY ? undefined : { at };
}

function countTimers(): number {
  let count = 0;
  for (const list of liveLists()) {
    // A list is a ring that begins and ends at itself.
    for (let timer: InternalTimer = linkedList.peek(list); timer !== (list as unknown); timer = timer._idlePrev)
      count++;
  }
  return count;
}

/** Node leaves the expiry of a list stale until it comes up, and rounds it up; firing one timer needs it exact. */
function repairExpiries(): void {
  for (const list of liveLists()) {
    const due = dueAt(list);
    if (list.expiry === due) continue;
    const earlier = due < list.expiry;
    list.expiry = due;
    if (earlier) timers.timerListQueue.percolateUp(list.priorityQueuePosition);
    else timers.timerListQueue.percolateDown(list.priorityQueuePosition);
  }
}
