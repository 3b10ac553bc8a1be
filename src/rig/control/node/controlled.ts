/** One controlled process: its clock, its counters, and what each request does to them. */
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { COVERAGE_MS, findUncovered } from '../coverage.ts';
import type { LocalRequest } from '../host.ts';
import type { Start, State } from '../protocol.ts';
import { seedRandom } from '../seed-random.ts';
import { installVirtualClock, type ProcessClock, realClock } from './clock.ts';
import { installCounters, installPortWatch } from './counters.ts';

export interface Controlled {
  readonly clock: ProcessClock;
  /** What of the clock does not work on this Node; undefined when all does. */
  readonly unfit: string | undefined;
  /** What the program throws from its timer is thrown. */
  handle(request: LocalRequest): Promise<State>;
}

/** Must run before the program and before `http` is first loaded. */
export function control(start: Start, onListening: (port: number) => void): Controlled {
  const virtual = start.clock === 'virtual';
  const clock = virtual ? installVirtualClock(start, start.now - COVERAGE_MS) : realClock();
  const unfit = virtual ? findUncovered(clock, { timers, promises, AbortSignal, performance, process }) : undefined;
  clock.set(start.now);
  const counters = virtual ? installCounters(clock, onListening) : installPortWatch(onListening);
  if (start.seed !== undefined) seedRandom(start.seed);

  return {
    clock,
    unfit,
    handle(request) {
      // First, so that an answer is on its way even when the program's timer throws.
      const state = counters.poll(request.op);
      switch (request.op) {
        case 'poll':
        case 'hold':
          break;
        case 'timers':
          return state.then((known) => ({ ...known, timers: clock.timers() }));
        case 'set':
          clock.set(request.at);
          break;
        case 'fire':
          clock.fire();
          break;
        case 'window':
          counters.window(request.port, request.limit);
          break;
        case 'signal':
          // The real signal arrives at a time of its own; the program's listeners cannot tell the difference.
          if (!process.emit(request.name, request.name)) process.kill(process.pid, request.name);
          break;
      }
      return state;
    },
  };
}
