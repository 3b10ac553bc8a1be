/**
 * How the rig steers one process: JSON lines over an extra pipe (`stdio[3]`), one reply a request.
 * Served by the preload on `node` and by the kernel on `embedded`; a student's process cannot see it.
 * Replies are untrusted: the rig parses them with `reply`.
 */
import * as z from 'zod/mini';

export { CONTROL_VARIABLE, flag } from './words.ts';

/** How a controlled process starts; JSON in the environment variable `DUPLEX_CONTROL`, taken out before the program runs. */
export const start = z.object({
  /** `virtual`: time stands still until the rig moves it. `real`: time runs; the pipe still answers. */
  clock: z.enum(['virtual', 'real']),
  /** The loop time to start at, ms. What the program reads of it (`performance.now()`, `process.uptime()`) begins at 0. */
  now: z.number(),
  /** `Date.now()` at loop time 0, ms since 1970. */
  epoch: z.number(),
  /** Seed of `Math.random`; absent leaves it as it is. */
  seed: z.optional(z.number()),
});
export type Start = z.infer<typeof start>;

/** Every request is answered with the process's state, as soon as nothing moves in it any more (until-still.ts). */
export type Request =
  | { readonly id: number; readonly op: 'poll' }
  /** Moves the virtual clock to `at` ms; never backwards. Fires nothing. */
  | { readonly id: number; readonly op: 'set'; readonly at: number }
  /** Fires the one earliest due timer, if any. */
  | { readonly id: number; readonly op: 'fire' }
  /**
   * On the connections to `port` of the peer: sends no more than `limit` bytes in all, counted from the connection's
   * start, and keeps the rest until null lifts it. A write is complete when all of it was sent. It is the receive window
   * of a peer that has stopped reading, which else is megabytes large and another on each system.
   */
  | { readonly id: number; readonly op: 'window'; readonly port: number; readonly limit: number | null }
  /**
   * Answers one turn later and stands still from then on until the next request, so that what several connections bring meanwhile is met in one
   * turn. A poll where what the rig sends in one turn arrives in one turn anyway.
   */
  | { readonly id: number; readonly op: 'hold' }
  /** A poll whose answer also counts the timers. */
  | { readonly id: number; readonly op: 'timers' }
  | { readonly id: number; readonly op: 'signal'; readonly name: 'SIGTERM' | 'SIGINT' | 'SIGHUP' };

/** One end of one TCP connection. `key` is `localPort>remotePort`, so the peer's key is the same turned round. */
export const linkState = z.tuple([
  z.string(),
  /** bytes handed to the kernel, `_bytesDispatched` */
  z.number(),
  /** bytes read */
  z.number(),
  /** sum of `flag` */
  z.number(),
  /** bytes still in the socket's write queue */
  z.number(),
]);
export type LinkState = z.infer<typeof linkState>;

export const state = z.object({
  /** Nothing was pending and no link changed for two turns of the loop, the last ones. */
  still: z.boolean(),
  /** Rises with every change of a link. */
  version: z.number(),
  /** The links that changed since the last reply, in order; one may stand here several times. */
  links: z.array(linkState),
  /** Sockets that have no peer address yet. */
  connecting: z.number(),
  /** Jobs, immediates and promise work known to be pending. */
  busy: z.number(),
  /** Names what is pending, for the message of a settle that times out: `immediate`, `SCRYPTREQUEST`. */
  why: z.optional(z.string()),
  /** Loop time of the earliest timer, ms; null when there is none. */
  next: z.nullable(z.number()),
  /** True when nothing but pipes is left, so the process is about to exit by itself. */
  ending: z.boolean(),
  /** Ports listened on. */
  ports: z.array(z.number()),
  /** Worker threads, child processes, message ports: work whose end nobody can count. */
  foreign: z.number(),
  /** How many timers there are, Node's own included; only in the answer to `timers`. */
  timers: z.optional(z.number()),
});
export type State = z.infer<typeof state>;

export const reply = z.union([
  z.extend(state, { id: z.number() }),
  /** Unasked: a server began to listen. */
  z.object({ event: z.literal('listening'), port: z.number() }),
  /** Unasked: an error that nobody caught, or a rejection nobody handled; whether the program dies of it, its end tells. */
  z.object({ event: z.literal('fault'), kind: z.enum(['uncaught', 'rejected']), text: z.string() }),
  /** Unasked: virtual time does not work in this process; `problem` says what of it. */
  z.object({ event: z.literal('unfit'), problem: z.string() }),
]);
export type Reply = z.infer<typeof reply>;
