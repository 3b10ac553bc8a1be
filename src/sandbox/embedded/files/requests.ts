/** The three ways in which Node's library calls a file operation: at once, with a request object, or for a promise. */
import { errnoOf, type FailedCall, FileError, systemError } from './file-error.ts';

/** What of the process the file system needs. */
export interface FilesHost {
  /** See `Kernel.job`. */
  job(label: string): () => void;
  /** See `Kernel.post`. */
  post(callback: () => void): void;
}

/** `binding.FSReqCallback`. */
export class FSReqCallback {
  oncomplete: ((error: unknown, ...results: unknown[]) => void) | undefined;
  context: unknown;
  readonly isBigInt: boolean;
  constructor(isBigInt = false) {
    this.isBigInt = isBigInt;
    Object.defineProperty(this, 'isBigInt', { enumerable: false });
  }
  cancel(): void {}
}

/** In the place of a request: the operation's failure is told in this object. */
interface ErrorContext {
  errno?: number;
  syscall?: string;
  code?: string;
}

type Operation = (...args: never[]) => unknown;

export class Requests {
  readonly #host: FilesHost;
  readonly #usePromises: symbol;

  constructor(host: FilesHost, usePromises: symbol) {
    this.#host = host;
    this.#usePromises = usePromises;
  }

  /**
   * A binding function: `run` with the request taken out of its arguments.
   * @param describe what failed, for the message
   */
  operation(run: Operation, describe: (...args: never[]) => FailedCall): (...args: unknown[]) => unknown {
    const call = (...args: unknown[]): unknown => {
      const at = args.findIndex((arg) => arg === this.#usePromises || arg instanceof FSReqCallback);
      const own = (at < 0 ? args : args.slice(0, at)) as never[];
      const described = () => describe(...own);
      if (at < 0) return this.#atOnce(() => run(...own), described, errorContext(args), call);
      // What stands after the request (`throwIfNoEntry`) keeps its place.
      const rest = [...own, undefined, ...args.slice(at + 1)] as never[];
      const request = args[at];
      if (request instanceof FSReqCallback) return this.#later(() => run(...rest), described, request);
      return this.promise(() => run(...rest), described);
    };
    return call;
  }

  promise<Value>(run: () => Value, describe: () => FailedCall): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    this.schedule(() => {
      try {
        resolve(run());
      } catch (error) {
        reject(seen(error, describe()));
      }
    });
    return promise;
  }

  /** Runs in a turn of its own, as what comes back from libuv's threads does. */
  schedule(callback: () => void): void {
    const done = this.#host.job('FSREQCALLBACK');
    this.#host.post(() => {
      done();
      callback();
    });
  }

  #later(run: () => unknown, describe: () => FailedCall, request: FSReqCallback): void {
    this.schedule(() => {
      let result: unknown;
      try {
        result = run();
      } catch (error) {
        request.oncomplete?.(seen(error, describe()));
        return;
      }
      if (result === undefined) request.oncomplete?.(null);
      else request.oncomplete?.(null, result);
    });
  }

  #atOnce(
    run: () => unknown,
    describe: () => FailedCall,
    context: ErrorContext | undefined,
    caller: (...args: unknown[]) => unknown,
  ): unknown {
    try {
      return run();
    } catch (error) {
      if (context !== undefined && error instanceof FileError) {
        context.errno = errnoOf(error.code);
        context.syscall = error.syscall ?? describe().syscall;
        return context.errno;
      }
      const thrown = seen(error, describe());
      if (error instanceof FileError) Error.captureStackTrace(thrown as object, caller);
      throw thrown;
    }
  }
}

/** The error as the program sees it. */
export function seen(error: unknown, call: FailedCall): unknown {
  return error instanceof FileError ? systemError(error, call) : error;
}

function errorContext(args: readonly unknown[]): ErrorContext | undefined {
  const last = args.at(-1);
  const isPlain = typeof last === 'object' && last !== null && Object.getPrototypeOf(last) === Object.prototype;
  return isPlain ? (last as ErrorContext) : undefined;
}
