/**
 * The seam between Duplex and a kind of place where Node programs run.
 * Adapters translate; the words and the promises stand here. One contract suite (`contract/`) runs over all of them.
 */

/** What a runtime can do. Callers ask for capabilities, never for the id of a runtime. */
export type Capability =
  /** every timer and clock of a process can be driven by the rig */
  | 'virtual-time'
  /** an endless loop can be ended without harm to the page */
  | 'kills-loops'
  /** packages outside the prepared images can be used */
  | 'other-packages';

/** Contents by absolute path inside the sandbox, POSIX style: `/app/server.ts`. */
export type FileTree = Readonly<Record<string, string | Uint8Array>>;

/** A named, hashed archive of one package closure, made by the build; unpacked at `/node_modules`. */
export interface Image {
  /** The packages asked for, sorted and joined with `+`: `express+ws`; `bare` for none. */
  readonly name: string;
  /** Hash of the archive's bytes; caches are keyed by it. */
  readonly hash: string;
}

/** A kind of place where Node programs can run. */
export interface Runtime {
  readonly id: 'embedded' | 'webcontainer' | 'node';
  readonly capabilities: ReadonlySet<Capability>;
  /** Resolves to one sentence for the learner when this host cannot run programs, else undefined. */
  unavailable(): Promise<string | undefined>;
  /**
   * Starts an empty sandbox with the image's packages in it.
   * Never hangs: it has a time-out of its own. Aborting `signal` frees everything.
   * @throws SandboxError that says what to do.
   */
  boot(image: Image, signal: AbortSignal): Promise<Sandbox>;
}

/** One booted instance of a runtime: files and processes. Disposing it ends every process; twice does no harm. */
export interface Sandbox extends AsyncDisposable {
  /** Puts files; those of the same path are replaced. A running process does not see the change. */
  write(files: FileTree): Promise<void>;
  /** Starts a Node program on a private copy of the files as they are now. */
  spawn(program: Program): Promise<Process>;
}

export interface Program {
  /** Absolute path inside the sandbox. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute path inside the sandbox; `/app` unless told. */
  readonly cwd?: string;
}

export interface Output {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface Exit {
  /** The exit code, or null when a signal or the sandbox ended the process. */
  readonly code: number | null;
  readonly reason?: 'killed' | 'unresponsive' | 'out-of-memory';
}

export interface Process {
  readonly output: ReadableStream<Output>;
  readonly input: WritableStream<string>;
  /** Settles after the last output was read into `output`. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the process at once, whatever it is doing. */
  kill(): void;
}

/** A process's output to its end, one item after the other. A stream cannot be iterated by itself in WebKit. */
export async function* outputOf({ output }: Process): AsyncGenerator<Output, void> {
  const reader = output.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

export type SandboxErrorCode =
  | 'SANDBOX_UNAVAILABLE'
  | 'SANDBOX_BOOT_TIMEOUT'
  | 'SANDBOX_ASSET'
  | 'SANDBOX_LOST'
  | 'SANDBOX_DISPOSED'
  | 'SANDBOX_NO_SUCH_FILE';

/** A sandbox could not do what was asked. `message` says what happened and what to do about it. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: SandboxErrorCode;
  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
