import { afterEach, describe, expect, it } from 'vitest';
import { installDisposable } from './disposable.ts';

const NAMES = ['DisposableStack', 'AsyncDisposableStack', 'SuppressedError'] as const;
const native = Object.fromEntries(NAMES.map((name) => [name, globalThis[name]]));

/** Runs a test on the classes that an engine without any gets. */
function onOurs(test: () => unknown): () => Promise<void> {
  return async () => {
    installDisposable(() => false);
    expect(globalThis.DisposableStack).not.toBe(native['DisposableStack']);
    await test();
  };
}

afterEach(() => {
  for (const name of NAMES) Object.defineProperty(globalThis, name, { value: native[name], configurable: true });
});

describe.each([
  ['native', (test: () => unknown) => test],
  ['ours', onOurs],
] as const)('a disposable stack: %s', (_name, on) => {
  it(
    'disposes once, last in first out',
    on(() => {
      const order: unknown[] = [];
      const stack = new DisposableStack();
      stack.use({ [Symbol.dispose]: () => order.push('used') });
      stack.adopt('adopted', (value) => order.push(value));
      stack.defer(() => order.push('deferred'));
      expect(stack.use(null)).toBeNull();
      stack.dispose();
      stack[Symbol.dispose]();
      expect(order).toEqual(['deferred', 'adopted', 'used']);
      expect(stack.disposed).toBe(true);
      expect(() => stack.defer(() => {})).toThrow(ReferenceError);
      expect(() => new DisposableStack().use({} as Disposable)).toThrow(TypeError);
      expect(Object.prototype.toString.call(stack)).toBe('[object DisposableStack]');
    }),
  );

  it(
    'tells the errors of several',
    on(() => {
      const stack = new DisposableStack();
      for (const text of ['first', 'second'])
        stack.defer(() => {
          throw new Error(text);
        });
      const error = caught(() => stack.dispose()) as SuppressedError;
      expect(error).toBeInstanceOf(SuppressedError);
      expect([error.name, error.error.message, error.suppressed.message]).toEqual([
        'SuppressedError',
        'first',
        'second',
      ]);
      expect(Object.keys(error)).toEqual([]);
    }),
  );

  it(
    'moves what it holds',
    on(() => {
      const order: string[] = [];
      const stack = new DisposableStack();
      stack.defer(() => order.push('disposed'));
      const moved = stack.move();
      stack.dispose();
      expect(order).toEqual([]);
      moved.dispose();
      expect(order).toEqual(['disposed']);
    }),
  );

  it(
    'waits for one after the other when it is asynchronous',
    on(async () => {
      const order: string[] = [];
      const stack = new AsyncDisposableStack();
      stack.use({ [Symbol.dispose]: () => order.push('plain') });
      stack.defer(async () => {
        await null;
        order.push('awaited');
      });
      await stack.disposeAsync();
      expect(order).toEqual(['awaited', 'plain']);
    }),
  );
});

function caught(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
