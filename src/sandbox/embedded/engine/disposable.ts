/**
 * Explicit resource management, which Node's library and programs use and WebKit has not yet.
 * https://tc39.es/proposal-explicit-resource-management/
 */

type Disposer = () => unknown;

/** Disposers, last in first out. Errors of several are told as `SuppressedError`. */
class Resources {
  disposed = false;
  #disposers: Disposer[] = [];

  add(disposer: Disposer): void {
    if (this.disposed) throw new ReferenceError('Cannot add values to a disposed stack!');
    this.#disposers.push(disposer);
  }

  move(): Resources {
    const moved = new Resources();
    moved.#disposers = this.#disposers;
    this.#disposers = [];
    this.disposed = true;
    return moved;
  }

  take(): Disposer[] {
    this.disposed = true;
    return this.#disposers.splice(0).reverse();
  }
}

class Failure {
  #error: unknown;
  #has = false;

  add(error: unknown): void {
    this.#error = this.#has ? new SuppressedError(error, this.#error) : error;
    this.#has = true;
  }

  rethrow(): void {
    if (this.#has) throw this.#error;
  }
}

function methodOf(value: unknown, ...symbols: symbol[]): Disposer {
  for (const symbol of symbols) {
    const method: unknown = Reflect.get(Object(value), symbol);
    if (typeof method === 'function') return () => Reflect.apply(method, value, []);
  }
  throw new TypeError(`Property [${symbols[0]?.description}] is not a function.`);
}

class PlainSuppressedError extends Error {
  readonly error: unknown;
  readonly suppressed: unknown;
  constructor(error: unknown, suppressed: unknown, message?: string) {
    super(message);
    this.error = error;
    this.suppressed = suppressed;
    for (const name of ['error', 'suppressed']) Object.defineProperty(this, name, { enumerable: false });
  }
}

class PlainDisposableStack {
  #resources = new Resources();
  get disposed(): boolean {
    return this.#resources.disposed;
  }
  use<T>(value: T): T {
    if (value !== null && value !== undefined) this.#resources.add(methodOf(value, Symbol.dispose));
    return value;
  }
  adopt<T>(value: T, onDispose: (value: T) => unknown): T {
    this.#resources.add(() => onDispose(value));
    return value;
  }
  defer(onDispose: Disposer): void {
    this.#resources.add(onDispose);
  }
  move(): PlainDisposableStack {
    const stack = new PlainDisposableStack();
    stack.#resources = this.#resources.move();
    return stack;
  }
  dispose(): void {
    const failure = new Failure();
    for (const dispose of this.#resources.take()) {
      try {
        dispose();
      } catch (error) {
        failure.add(error);
      }
    }
    failure.rethrow();
  }
}

class PlainAsyncDisposableStack {
  #resources = new Resources();
  get disposed(): boolean {
    return this.#resources.disposed;
  }
  use<T>(value: T): T {
    const isSomething = value !== null && value !== undefined;
    this.#resources.add(isSomething ? methodOf(value, Symbol.asyncDispose, Symbol.dispose) : () => {});
    return value;
  }
  adopt<T>(value: T, onDispose: (value: T) => unknown): T {
    this.#resources.add(() => onDispose(value));
    return value;
  }
  defer(onDispose: Disposer): void {
    this.#resources.add(onDispose);
  }
  move(): PlainAsyncDisposableStack {
    const stack = new PlainAsyncDisposableStack();
    stack.#resources = this.#resources.move();
    return stack;
  }
  async disposeAsync(): Promise<void> {
    const failure = new Failure();
    for (const dispose of this.#resources.take()) {
      try {
        await dispose();
      } catch (error) {
        failure.add(error);
      }
    }
    failure.rethrow();
  }
}

function hide(owner: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(owner, key, { value, writable: true, enumerable: false, configurable: true });
}

function hideMissing(owner: object, key: symbol, value: unknown): void {
  if (!Object.hasOwn(owner, key)) hide(owner, key, value);
}

/** A class of ours under the name that the language gives it. */
function provide(name: string, made: { readonly name: string; readonly prototype: object }): void {
  Object.defineProperty(made, 'name', { value: name, configurable: true });
  if ('dispose' in made.prototype || 'disposeAsync' in made.prototype)
    Object.defineProperty(made.prototype, Symbol.toStringTag, { value: name, configurable: true });
  hide(globalThis, name, made);
}

const hasDisposable = () => typeof Reflect.get(globalThis, 'DisposableStack') === 'function';

/** Puts in place what the engine lacks. */
export function installDisposable(isThere = hasDisposable): void {
  if (isThere()) return;
  for (const name of ['dispose', 'asyncDispose'])
    if (!Object.hasOwn(Symbol, name)) Object.defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
  provide('SuppressedError', PlainSuppressedError);
  hide(PlainSuppressedError.prototype, 'name', 'SuppressedError');
  provide('DisposableStack', PlainDisposableStack);
  hide(PlainDisposableStack.prototype, Symbol.dispose, PlainDisposableStack.prototype.dispose);
  provide('AsyncDisposableStack', PlainAsyncDisposableStack);
  hide(PlainAsyncDisposableStack.prototype, Symbol.asyncDispose, PlainAsyncDisposableStack.prototype.disposeAsync);
  hideMissing(Iterator.prototype, Symbol.dispose, function dispose(this: { return?(): unknown }) {
    this.return?.();
  });
  const asyncIterator = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype));
  hideMissing(asyncIterator, Symbol.asyncDispose, async function asyncDispose(this: { return?(): unknown }) {
    await this.return?.();
  });
}

/** Whether the engine can read `using x = …`. */
export function readsUsing(): boolean {
  try {
    new Function('{ using nothing = null; }');
    return true;
  } catch {
    return false;
  }
}
