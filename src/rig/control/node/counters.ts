/** One process's state for the settle rule, seen one turn of its loop after it was asked for. */
import type { State } from '../protocol.ts';
import type { ProcessClock } from './clock.ts';
import { countJobs } from './jobs.ts';
import { countSockets, type Sockets, watchListening } from './sockets.ts';

export interface Counters {
  poll(): Promise<State>;
  readonly window: Sockets['window'];
}

/** Counts everything; for a process on virtual time. */
export function installCounters(clock: ProcessClock, onListening: (port: number) => void): Counters {
  const sockets = countSockets(watchListening(onListening));
  const jobs = countJobs();
  let version = 0;

  const look = (): State => {
    const { links, connecting } = sockets.changes();
    version += links.length;
    const pending = [...jobs.pending()];
    if (clock.immediates() > 0) pending.push('immediate');
    return {
      version,
      links,
      connecting,
      busy: pending.length,
      why: pending.length > 0 ? pending.join(', ') : undefined,
      next: clock.next(),
      ending: process.getActiveResourcesInfo().every((name) => name === 'PipeWrap' || name === 'TTYWrap'),
      ports: sockets.ports(),
      foreign: jobs.foreign(),
    };
  };
  return {
    poll: () => new Promise((resolve) => setImmediate(() => resolve(look()))),
    window: sockets.window,
  };
}

/** Counts nothing but ports; for a process on the real clock, which nobody waits to be idle. */
export function installPortWatch(onListening: (port: number) => void): Counters {
  const ports = watchListening(onListening);
  return {
    poll: async () => ({
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
