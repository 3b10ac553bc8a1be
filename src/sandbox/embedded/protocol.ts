/**
 * What a worker, the frame that made it, and the supervisor on the page say to each other.
 * The frame's main thread makes every worker and brokers every port; it runs no student code.
 */

/** The packages of an image: one buffer, and where in it each file lies. */
export interface ImageFiles {
  readonly bytes: ArrayBuffer;
  /** Path (`/node_modules/ws/index.js`) to offset and length in bytes. */
  readonly index: Readonly<Record<string, readonly [offset: number, length: number]>>;
}

/** How a process starts. Files are a private copy. */
export interface ProcessStart {
  readonly type: 'start';
  readonly pid: number;
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly image: ImageFiles;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** `trusted` (the rig): may start processes and has a `RigHost`. `student`: neither, and it sees no `/duplex` files. */
  readonly trust: 'trusted' | 'student';
  /** Its stdin, stdout, stderr and control stream, multiplexed: see `StdioMessage`. */
  readonly stdio: MessagePort;
}

/** On a process's stdio port, both ways. Stream numbers are file descriptors; 3 is the control pipe. */
export type StdioMessage =
  | { readonly fd: 0 | 1 | 2 | 3; readonly data: Uint8Array }
  | { readonly fd: 0 | 1 | 2 | 3; readonly end: true }
  /** The reader has taken this many bytes off `fd`: flow credit. */
  | { readonly fd: 0 | 1 | 2 | 3; readonly credit: number }
  /** From the frame, when the process is gone; always the last message. */
  | { readonly exit: number | null; readonly signal: string | null; readonly reason?: 'killed' | 'unresponsive' };

/** Frame to worker. */
export type ToWorker =
  | ProcessStart
  /** The way to the process that listens on `ports`, or to one that wants to connect here. */
  | { readonly type: 'peer'; readonly pid: number; readonly port: MessagePort }
  /** Answer to `connect`: who listens there, or nobody. */
  | { readonly type: 'route'; readonly request: number; readonly pid: number | undefined }
  /** That process is gone: its connections are reset. */
  | { readonly type: 'gone'; readonly pid: number }
  | { readonly type: 'spawned'; readonly request: number; readonly pid: number; readonly stdio: MessagePort }
  | { readonly type: 'not-spawned'; readonly request: number; readonly code: string; readonly message: string }
  | { readonly type: 'ping'; readonly id: number };

/** Worker to frame. */
export type FromWorker =
  | { readonly type: 'booted' }
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'listen'; readonly port: number }
  | { readonly type: 'unlisten'; readonly port: number }
  | { readonly type: 'connect'; readonly request: number; readonly port: number }
  | {
      readonly type: 'spawn';
      readonly request: number;
      readonly entry: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string;
    }
  | { readonly type: 'kill'; readonly pid: number; readonly signal: string }
  | { readonly type: 'pong'; readonly id: number };

/** Supervisor (page) to frame. */
export type ToFrame =
  | { readonly type: 'boot'; readonly worker: string; readonly image: ImageFiles }
  | { readonly type: 'write'; readonly files: Readonly<Record<string, string | Uint8Array>> }
  | {
      readonly type: 'spawn';
      readonly request: number;
      readonly entry: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string;
    }
  | { readonly type: 'kill'; readonly pid: number }
  | { readonly type: 'ping'; readonly id: number };

/** Frame to supervisor. */
export type FromFrame =
  /** The bootstrap runs. */
  | { readonly type: 'loaded' }
  /** The first worker has booted. */
  | { readonly type: 'booted' }
  | { readonly type: 'spawned'; readonly request: number; readonly pid: number; readonly stdio: MessagePort }
  | { readonly type: 'not-spawned'; readonly request: number; readonly code: string; readonly message: string }
  | { readonly type: 'worker-error'; readonly message: string }
  | { readonly type: 'pong'; readonly id: number };
