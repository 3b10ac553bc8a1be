/** One process's state for the settle rule. */

import type { Request, State } from '../protocol.ts';
import { type Looks, look } from '../until-still.ts';
import type { ProcessClock } from './clock.ts';
import { countJobs } from './jobs.ts';
import { countSockets, type Sockets, watchListening } from './sockets.ts';

export interface Counters {
  /** The answer to `op`. */
  poll(op: Request['op']): Promise<State>;
  readonly window: Sockets['window'];
}

/** Counts everything; for a process on virtual time. */
export function installCounters(clock: ProcessClock, onListening: (port: number) => void): Counters {
  const sockets = countSockets(watchListening(onListening));
  const jobs = countJobs();
  let version = 0;

  // The program may replace it.
  const { setImmediate } = globalThis;
  const looks: Looks = {
    glance() {
      const { links, connecting } = sockets.changes();
      version += links.length;
      const pending = [...jobs.pending()];
      if (clock.immediates() > 0) pending.push('immediate');
      const why = pending.length > 0 ? pending.join(', ') : undefined;
      return { version, links, connecting, busy: pending.length, why };
    },
    rest: () => ({
      next: clock.next(),
      ending: process.getActiveResourcesInfo().every((name) => name === 'PipeWrap' || name === 'TTYWrap'),
      ports: sockets.ports(),
      foreign: jobs.foreign(),
    }),
    nextTurn: (callback) => void setImmediate(callback),
  };
  return {
    poll: (op) => new Promise((resolve) => look(op, looks, resolve)),
    window: sockets.window,
  };
}

/** Counts nothing but ports; for a process on the real clock, which nobody waits to be idle. */
export function installPortWatch(onListening: (port: number) => void): Counters {
  const ports = watchListening(onListening);
  return {
    poll: async () => ({
      still: true,
      version: 0,
      links: [],
      connecting: 0,
      busy: 0,
      next: null,
      ending: false,
      ports: ports(),
      foreign: 0,
    }),
    window: () => undefined,
  };
}
