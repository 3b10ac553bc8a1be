/** What the kernel's own bindings and library replacements share. Parts of other owners see `Kernel` only. */
import type { LoopClock } from './clock.ts';
import type { Fatal } from './fatal.ts';
import type { Immediates } from './immediates.ts';
import type { Kernel } from './kernel.ts';
import type { AsyncContext, EventLoop } from './loop.ts';
import type { Stdio } from './stdio.ts';

/** How the process was started, as far as the program may see it. */
export interface ProcessFacts {
  pid: number;
  ppid: number;
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  umask: number;
  title: string;
}

/** What the process asks of the world outside its worker. */
export interface Outside {
  /** Ends the process: nothing of the program runs any more. Never returns. */
  exit(code: number): never;
  /** True once it has ended. */
  isOver(): boolean;
  /** `kill(2)`. @returns 0 or a negative errno. */
  kill(pid: number, signal: number): number;
  /** The program began or ceased to listen for a signal. */
  signals(names: readonly string[]): void;
}

/** Places in the program's files, as stack frames name these. */
export interface Positions {
  /** The student's column for one the engine reports; line and column from 1. */
  column(file: string, line: number, column: number): number;
  line(file: string, line: number): string | undefined;
  /** Where `error` was last thrown, if that is not where it was made; in the student's columns. */
  thrownAt(error: unknown): { readonly file: string; readonly line: number; readonly column: number } | undefined;
  /** File, line and caret of each top-level `await` of the entry that has not settled. */
  stalled(): readonly string[];
}

export interface Host {
  readonly kernel: Kernel;
  readonly loop: EventLoop;
  readonly clock: LoopClock;
  readonly immediates: Immediates;
  readonly context: AsyncContext;
  readonly fatal: Fatal;
  readonly stdio: Stdio;
  readonly facts: ProcessFacts;
  readonly outside: Outside;
  /** Of the program's own files; `modules/` tells them. */
  positions: Positions;
  /** Lets the module loaders look at the program before it runs. */
  beforeProgram: (entry: string, stripped: Readonly<Record<string, string>>) => void;
}

export type Binding = Record<string, unknown>;
export type BindingFactory = (host: Host) => Binding;
