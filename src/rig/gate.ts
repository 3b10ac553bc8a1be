/** The gate of a given module, as a check sees it. */
import type { TranscriptPosition } from './check.ts';

/**
 * The operations of a given module that the program asks for: `verify("t-ana")` of `auth.js`. Held, they wait until the
 * check releases them, one by one and only while all is at rest; a waiting operation counts as rest, so a correct serial
 * program, which has one under way at a time, is never waited for in vain.
 */
export interface Gate {
  readonly name: string;
  /** From now on every operation waits. */
  hold(): void;
  /** Lets go what waits, in the order it was asked for, and from now on answers every operation at once. */
  open(answer?: Answer): Promise<void>;
  /** Operations that wait, in the order they were asked for. */
  readonly pending: readonly Operation[];
  /** Every operation so far, in the order they were asked for. */
  readonly operations: readonly Operation[];
  /**
   * The first operation that waits and matches; it goes on waiting.
   * Waits up to `withinMs` of virtual time (2000). @throws WaitedInVain with the label.
   */
  next(label: string, match?: OperationMatch, options?: { withinMs?: number }): Promise<Operation>;
  /** Lets one operation go, the first that waits unless told, and runs the world until it is idle. */
  release(operation?: Operation, answer?: Answer): Promise<Operation>;
  /**
   * A schedule: lets go one waiting operation after the other, each drawn from the seed, idle after each, until none
   * waits. @returns them in the order they were let go.
   */
  releaseAll(answer?: Answer): Promise<readonly Operation[]>;
  /** Lets the world outside send something to the module, for those that deliver: `bus.js`. */
  send(...values: readonly unknown[]): Promise<void>;
}

export interface Operation {
  /** Counts the operations of all gates from 1. */
  readonly id: number;
  /** `verify` */
  readonly name: string;
  readonly arguments: readonly unknown[];
  /** When it was asked for, virtual ms. */
  readonly time: number;
  readonly at: TranscriptPosition;
  /** `released`: let go and not known to have ended. */
  readonly state: 'waiting' | 'released' | 'ended';
  /** What it returned, once it has ended. */
  readonly returned: unknown;
  /** The message of the error it threw; undefined when it threw none. */
  readonly threw: string | undefined;
}

/** A string matches the name; an array also the first arguments: `['get', '12A']`. */
export type OperationMatch = string | readonly unknown[] | ((operation: Operation) => boolean);

/**
 * How a released operation ends: as the module itself does it, unless a value or an error is given in its place; after
 * `afterMs` of virtual time, at once unless told.
 */
export type Outcome = { readonly afterMs?: number } & (
  | { readonly value?: never; readonly error?: never }
  | { readonly value: unknown; readonly error?: never }
  | { readonly error: { readonly message: string; readonly code?: string }; readonly value?: never }
);
export type Answer = Outcome | ((operation: Operation) => Outcome);
