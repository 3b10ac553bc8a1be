/**
 * What the parts inside one worker share: the event loop seen from a binding.
 * Bindings call these; only `kernel/` implements them.
 */
export interface Kernel {
  /** Runs a callback that comes from outside JavaScript, as libuv's MakeCallback does: drains `nextTick` around it and sends an uncaught error to the process. */
  enter(callback: () => void): void;
  /** Queues `callback` as a macrotask of its own in the poll phase, entered through `enter`, so that promise jobs run between two callbacks as in Node. It runs in `context`. */
  post(callback: () => void, context?: unknown): void;
  /** As `post`, for news of a stream: several may share a macrotask. Promise jobs still run between two of them. */
  deliver(callback: () => void, context?: unknown): void;
  /** Calls `receive` with each message of the port; what that sets off runs in the same macrotask when the loop rests. */
  listen(port: MessagePort, receive: (data: unknown) => void): void;
  /** Calls back at the end of the present macrotask: what is sent until then can travel as one piece. */
  afterTask(callback: () => void): void;
  /** The asynchronous context of now (what `AsyncLocalStorage` reads). A handle keeps the one it was made in and gives it to `post`. */
  context(): unknown;
  /** Counts one asynchronous job under way (a file read, a deflate, a scrypt); call what it returns exactly when the job's callback runs. Jobs keep the process alive and are what `settle` waits for. `label` uses Node's resource names: `FSREQCALLBACK`, `ZLIB`, `SCRYPTREQUEST`. */
  job(label: string): () => void;
  /** Registers a handle (server, socket, pipe) that keeps the process alive while `isReferenced()` is true; call what it returns when the handle is closed. */
  handle(label: string, isReferenced: () => boolean): () => void;
  /** The current loop time in ms: virtual when the rig drives the clock. */
  now(): number;
  /** A module of Node's library, as `require('node:…')` or an internal id gives it. */
  requireBuiltin(id: string): unknown;
  internalBinding(name: string): Record<string, unknown>;
}
