/**
 * Errors that nobody caught: given to the program's handlers as Node gives them, else printed as Node prints them,
 * and the process ends. The browser's `error` and `unhandledrejection` events tell of them, as only the browser knows
 * where an error was thrown.
 */
import { promiseRejectEvents, taskQueue } from '../bindings/async.ts';
import { engine, programPlace } from '../engine/index.ts';
import { native } from './captured.ts';
import { ENDED } from './ending.ts';
import {
  type ErrorPlace,
  firstFrame,
  fromEngine,
  printUncaught,
  rejectedEntryPlace,
  throwPlace,
} from './fatal-print.ts';
import type { Host } from './host.ts';

const GENERIC_ERROR = 1;
const ERROR_IN_HANDLER = 7;

interface LibraryProcess {
  _fatalException(error: unknown, fromPromise: boolean): boolean;
  exitCode?: number;
}

export class Fatal {
  #host: Host | undefined;

  /** From now on errors of this worker are the program's. */
  install(host: Host): void {
    this.#host = host;
    native.listen('error', (event) => this.#onError(event as ErrorEvent));
    native.listen('unhandledrejection', (event) => this.#onRejection(event as PromiseRejectionEvent));
    native.listen('rejectionhandled', (event) => {
      const { promise, reason } = event as PromiseRejectionEvent;
      host.loop.enter(() => taskQueue.reject(promiseRejectEvents.kPromiseHandlerAddedAfterReject, promise, reason));
    });
  }

  #onError(event: ErrorEvent): void {
    const host = this.#host;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!host || host.outside.isOver()) return;
    engine.mendError?.(event.error);
    // What the kernel threw for Node's C++ was thrown, as the program sees it, where the library called it.
    const isOwn = event.filename === native.script || event.lineno === 0;
    const made = isOwn
      ? firstFrame(stackOf(event.error))
      : fromEngine(host, programPlace({ file: event.filename, line: event.lineno, column: event.colno }));
    const place = host.positions.thrownAt(event.error) ?? (made && throwPlace(host, made));
    unlessEnded(() => this.trigger(event.error, false, place));
  }

  #onRejection(event: PromiseRejectionEvent): void {
    const host = this.#host;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!host || host.outside.isOver()) return;
    const { promise, reason } = event;
    engine.mendError?.(reason);
    unlessEnded(() =>
      host.loop.enter(() => taskQueue.reject(promiseRejectEvents.kPromiseRejectWithNoHandler, promise, reason)),
    );
  }

  /** `triggerUncaughtException`: returns when a handler of the program took the error. */
  trigger(error: unknown, fromPromise: boolean, place?: ErrorPlace): void {
    const host = this.#host;
    if (!host || host.outside.isOver()) return;
    const program = host.kernel.requireBuiltin('process') as LibraryProcess;
    let code = GENERIC_ERROR;
    let shown = error;
    let at = place;
    try {
      if (program._fatalException(error, fromPromise)) {
        host.loop.wake();
        return;
      }
      if (typeof program.exitCode === 'number' && program.exitCode !== 0) code = program.exitCode;
    } catch (inHandler) {
      if (host.outside.isOver()) throw inHandler;
      shown = inHandler;
      at = undefined;
      code = ERROR_IN_HANDLER;
    }
    printUncaught(host, shown, at ?? firstFrame(stackOf(shown)) ?? rejectedEntryPlace(fromPromise));
    host.outside.exit(code);
  }
}

function stackOf(error: unknown): unknown {
  return error instanceof Error ? error.stack : undefined;
}

/** An error thrown in a handler of the `error` event would reach the page: the end of the process is none. */
function unlessEnded(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    if (error !== ENDED) throw error;
  }
}
