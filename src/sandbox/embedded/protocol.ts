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

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A port that some process of the same network namespace holds. */
export interface BoundPort {
  readonly port: number;
  readonly address: string;
  readonly pid: number;
}

/** Files below it are the rig's: a student's process does not get them. */
export const TRUSTED_FOLDER = '/duplex/';

/** What is asked of the frame, by the page or by a trusted process. */
export interface SpawnRequest {
  readonly type: 'spawn';
  /** Chosen by the parent: the page counts from 1, a process numbers its children `pid * 1000 + n`. */
  readonly pid: number;
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** By a trusted process: the files below `/app`, in place of the sandbox's own. */
  readonly app?: Files | undefined;
  /** By a trusted process: texts in TypeScript, and what they are without types. */
  readonly stripped?: Readonly<Record<string, string>> | undefined;
  /** The child's end of its stdin, stdout, stderr and control stream, multiplexed: see `StdioMessage`. */
  readonly stdio: MessagePort;
}

/** How a process starts. Files are a private copy. */
export interface ProcessStart extends Omit<SpawnRequest, 'type'> {
  readonly type: 'start';
  readonly parent: number;
  readonly image: ImageFiles;
  readonly files: Files;
  /** `trusted` (the rig): may start processes and has a `RigHost`. `student`: neither, and it sees no `/duplex` files. */
  readonly trust: 'trusted' | 'student';
  /** Ports that are taken in its namespace now. */
  readonly bound: readonly BoundPort[];
  /** Its own part of the ephemeral ports, first and last, so that no two processes choose the same. */
  readonly ephemeral: readonly [first: number, last: number];
}

/** How a process ended: with a code, or by a signal. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

export type Descriptor = 0 | 1 | 2 | 3;

/** On a process's stdio port, both ways. Stream numbers are file descriptors; 3 is the control pipe. */
export type StdioMessage =
  | { readonly fd: Descriptor; readonly data: Uint8Array }
  | { readonly fd: Descriptor; readonly end: true }
  /** The reader has taken this many bytes off `fd`: flow credit. */
  | { readonly fd: Descriptor; readonly credit: number }
  /** The reader has closed its end: who writes gets EPIPE. */
  | { readonly fd: Descriptor; readonly closed: true }
  /** The process has ended by itself; always its last message. One that was killed cannot say so: the frame does. */
  | { readonly exit: ProcessEnd };

/** Frame to worker. */
export type ToWorker =
  /** The first message: the text of Node's library. */
  | { readonly type: 'boot'; readonly library: Blob }
  | ProcessStart
  /** A way to that process: it listens where this one wants to connect, or wants to connect here. */
  | { readonly type: 'peer'; readonly pid: number; readonly port: MessagePort }
  /** Answer to `connect`: who listens there, or nobody. */
  | { readonly type: 'route'; readonly request: number; readonly pid: number | undefined }
  /** Another process of the namespace took or freed a port. */
  | ({ readonly type: 'bound' } & BoundPort)
  | ({ readonly type: 'unbound' } & BoundPort)
  /** Another process was first: the listener here must close. */
  | { readonly type: 'taken'; readonly port: number; readonly address: string }
  /** That process is gone: its connections are reset, its ports are free. */
  | { readonly type: 'gone'; readonly pid: number }
  /** A child that did not end by itself: killed, or its worker failed. */
  | { readonly type: 'exited'; readonly pid: number; readonly end: ProcessEnd }
  | { readonly type: 'not-spawned'; readonly pid: number; readonly code: 'EACCES' | 'ENOENT' | 'EAGAIN' }
  /** To a program that listens for it; one that does not was ended at once. */
  | { readonly type: 'signal'; readonly name: string };

/** Worker to frame. */
export type FromWorker =
  | { readonly type: 'booted' }
  /** After the last message on the stdio port. */
  | ({ readonly type: 'exit' } & ProcessEnd)
  | { readonly type: 'listen'; readonly port: number; readonly address: string }
  | { readonly type: 'unlisten'; readonly port: number; readonly address: string }
  | { readonly type: 'connect'; readonly request: number; readonly port: number; readonly address: string }
  | SpawnRequest
  | { readonly type: 'kill'; readonly pid: number; readonly signal: string }
  /** The signals the program listens for now. */
  | { readonly type: 'signals'; readonly names: readonly string[] };

/** What a worker is made of; blobs, so that handing them on copies nothing. */
export interface WorkerParts {
  readonly script: Blob;
  /** The text of Node's library. */
  readonly library: Blob;
}

/** Supervisor (page) to frame. */
export type ToFrame =
  | { readonly type: 'boot'; readonly worker: WorkerParts; readonly image: ImageFiles }
  | { readonly type: 'write'; readonly files: Files }
  | SpawnRequest
  | { readonly type: 'kill'; readonly pid: number }
  | { readonly type: 'ping'; readonly id: number };

/** Frame to supervisor. */
export type FromFrame =
  /** The bootstrap runs. */
  | { readonly type: 'loaded' }
  /** The first worker has booted. */
  | { readonly type: 'booted' }
  /** No program can run here. The message is empty where the engine gives no reason. */
  | { readonly type: 'failed'; readonly message: string }
  /** A top-level process that did not end by itself. `fault` says what broke when its worker failed. */
  | { readonly type: 'exited'; readonly pid: number; readonly end: ProcessEnd; readonly fault?: string }
  | { readonly type: 'pong'; readonly id: number };
