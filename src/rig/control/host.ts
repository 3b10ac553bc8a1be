/**
 * What the place that started the rig gives it, under one well-known symbol: the clock of the rig's own process, and
 * the way to start the student's program. On `node` a preload puts it there, on `embedded` the kernel.
 */
import type { Request, State } from './protocol.ts';

type WithoutId<R> = R extends { readonly id: number } ? Omit<R, 'id'> : never;
export type LocalRequest = WithoutId<Request>;

/** Texts by path relative to the submission: `server.ts`. */
export type SubmissionFiles = Readonly<Record<string, string>>;

export interface ServerCommand {
  /** For `child_process.spawn`, with `stdio: ['pipe', 'pipe', 'pipe', 'pipe']`; fd 3 speaks protocol.ts. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Has `PORT` where ports are shared; without it the rig gives 3000. */
  readonly env: Readonly<Record<string, string>>;
  /** Frees the private folder, after the process has ended. */
  release(): Promise<void>;
}

export interface RigHost {
  /** Shown in results (`x_runtime`); nothing is decided by it. */
  readonly runtime: string;
  /** Why virtual time cannot be relied on in this process; undefined when it can. */
  readonly unfit?: string | undefined;
  /** Controls this very process like any other. */
  local(request: LocalRequest): Promise<State>;
  /** Loop time of this process, ms. */
  now(): number;
  /** Real time, ms, monotonic: for the engine's own time-outs only. */
  realNow(): number;
  /** A timer on the real clock; returns its cancel. It does not keep the process alive. */
  realTimeout(callback: () => void, ms: number): () => void;
  /**
   * Prepares the student's program in a fresh private folder. `entry` is relative to the submission: `server.ts`.
   * @param files the submission by path relative to it; without them it is what lay in `/app` when the rig was started.
   */
  prepareServer(entry: string, files?: SubmissionFiles): Promise<ServerCommand>;
}

const KEY = Symbol.for('duplex.rig-host');

/** The host of this rig. @throws Error when the program was not started as a rig. */
export function rigHost(): RigHost {
  const host: unknown = Reflect.get(globalThis, KEY);
  if (!host) throw new Error('This program must be started by a Duplex runtime (duplex check, or the lab).');
  return host as RigHost;
}

export function provideRigHost(host: RigHost): void {
  Object.defineProperty(globalThis, KEY, { value: host, configurable: true });
}
