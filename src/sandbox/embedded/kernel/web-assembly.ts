/**
 * Work on WebAssembly that the engine does on threads of its own: it keeps the process alive, and what waits for it goes
 * on in a turn of the loop, as Node's platform has it.
 */
import { native } from './captured.ts';
import type { Kernel } from './kernel.ts';

type Start = (...args: unknown[]) => Promise<unknown>;

const { then } = native.Promise.prototype;

/** Comes before the program, which finds functions of the same name and length; a text that is native, but has no name. */
export function installWebAssembly(kernel: Kernel): void {
  for (const name of ['compile', 'instantiate'] as const) {
    const start = WebAssembly[name] as Start;
    const counted = new native.Proxy(start, {
      apply: (_target, self: unknown, args: unknown[]) => count(kernel, Reflect.apply(start, self, args)),
    });
    Object.defineProperty(WebAssembly, name, { value: counted, writable: true, enumerable: true, configurable: true });
  }
}

function count(kernel: Kernel, work: Promise<unknown>): Promise<unknown> {
  const done = kernel.job('WASM');
  const context = kernel.context();
  return new native.Promise((resolve, reject) => {
    const settle = (how: (value: unknown) => void) => (value: unknown) =>
      kernel.post(() => {
        done();
        how(value);
      }, context);
    Reflect.apply(then, work, [settle(resolve), settle(reject)]);
  });
}
