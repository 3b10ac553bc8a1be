/**
 * Errors that nobody caught, and rejections that nobody handled, also where a handler of the program's swallows them:
 * seen where Node gives them to those handlers, so without a listener of ours that the program could count.
 */

/** `uncaught`: thrown, and not caught. `rejected`: a promise without a handler. */
export type FaultKind = 'uncaught' | 'rejected';

interface Emitter {
  emit(event: string, ...values: unknown[]): boolean;
}

/** Characters of a fault's text that are told. */
const KEPT = 4096;

/** Both runtimes call it before the program runs. @param program `process` */
export function watchFaults(program: object, tell: (kind: FaultKind, text: string) => void): void {
  const { apply, getPrototypeOf } = Reflect;
  const prototype = getPrototypeOf(program) as Emitter;
  const { emit } = prototype;
  Object.defineProperty(prototype, 'emit', {
    value(this: Emitter, event: string, ...values: unknown[]) {
      // Each comes once: Node gives a rejection that has no handler at all to the monitor, too.
      if (event === 'unhandledRejection') tell('rejected', textOf(values[0]));
      else if (event === 'uncaughtExceptionMonitor' && values[1] !== 'unhandledRejection')
        tell('uncaught', textOf(values[0]));
      return apply(emit, this, [event, ...values]);
    },
    writable: true,
    configurable: true,
  });
}

/** What Node would print of it. Reading it may run code of the program, which may throw in its turn. */
function textOf(error: unknown): string {
  try {
    const stack: unknown = error instanceof Error ? error.stack : undefined;
    return (typeof stack === 'string' ? stack : `Uncaught ${String(error)}`).slice(0, KEPT);
  } catch {
    return 'Uncaught value that cannot be read';
  }
}
