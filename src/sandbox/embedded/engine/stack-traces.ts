/**
 * V8's stack traces where the engine has none of its own: Firefox and WebKit know `Error.captureStackTrace` and ignore
 * `Error.prepareStackTrace`, on which Node's library and packages (`depd`, of express) rely. Here a native stack becomes call
 * sites when it is first read, which are given to `Error.prepareStackTrace`, as in V8. https://v8.dev/docs/stack-trace-api
 */
import { CallSite } from './call-site.ts';
import { type Frame, isNativeStack, parseNativeStack } from './native-stack.ts';
import { programPlace } from './places.ts';

type Constructor = new (...args: never[]) => object;

const ERROR_CLASSES = [
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'AggregateError'],
  'SuppressedError',
];

/** As V8's; Firefox and WebKit begin with more. */
const FRAMES = 10;

const NativeError = globalThis.Error;
const nativeCapture = NativeError.captureStackTrace;

/** Whether the engine calls `Error.prepareStackTrace`. */
function preparesStacks(): boolean {
  const before = NativeError.prepareStackTrace;
  const holder: { stack?: unknown } = {};
  NativeError.prepareStackTrace = (_error, sites) => sites;
  NativeError.captureStackTrace(holder);
  const { stack } = holder;
  if (before) NativeError.prepareStackTrace = before;
  else Reflect.deleteProperty(NativeError, 'prepareStackTrace');
  return Array.isArray(stack);
}

/**
 * Gives an error a stack as V8 would have given it, an own property of V8's form; does nothing with other values. For errors
 * that the engine itself threw, which nobody can mend before they are looked at.
 */
export type MendError = (value: unknown) => void;

/** Must come before anything takes the error classes from the global object. */
export function installStackTraces(): MendError | undefined {
  if (preparesStacks()) return undefined;
  NativeError.stackTraceLimit = FRAMES;
  NativeError.captureStackTrace = function captureStackTrace(target: object, below?: unknown): void {
    capture(target, typeof below === 'function' ? below : captureStackTrace);
  };
  const accessor = Object.getOwnPropertyDescriptor(NativeError.prototype, 'stack');
  if (accessor?.get) {
    return presentOnRead(accessor.get, accessor.set);
  }
  captureInConstructors();
  return mendOwnStack;
}

/** Puts a stack on any object; frames from `below` up are left out. */
// biome-ignore lint/complexity/noBannedTypes: any function can be on a stack
function capture(target: object, below: Function): void {
  const holder: { stack?: string } = {};
  nativeCapture(holder, below as () => void);
  presentOwn(target, holder.stack ?? '');
}

/** An own property that is formatted when it is first read. */
function presentOwn(target: object, native: string): void {
  let stack: unknown;
  let isRead = false;
  Object.defineProperty(target, 'stack', {
    configurable: true,
    enumerable: false,
    get() {
      if (!isRead) {
        isRead = true;
        stack = present(target, parseNativeStack(native));
      }
      return stack;
    },
    set(value: unknown) {
      isRead = true;
      stack = value;
    },
  });
}

/** `stack` is an accessor of `Error.prototype` (Firefox). */
function presentOnRead(get: () => unknown, set: ((value: unknown) => void) | undefined): MendError {
  const read = new WeakMap<object, { stack: unknown }>();
  const presented: PropertyDescriptor = {
    configurable: true,
    enumerable: false,
    get(this: object) {
      const native = Reflect.apply(get, this, []);
      if (typeof native !== 'string') return native;
      const known = read.get(this);
      if (known) return known.stack;
      const entry: { stack: unknown } = { stack: undefined };
      read.set(this, entry);
      entry.stack = present(this, withoutConstructors(this, parseNativeStack(native)));
      return entry.stack;
    },
    // It makes an own property.
    set,
  };
  Object.defineProperty(NativeError.prototype, 'stack', presented);
  return (value) => {
    if (typeof value !== 'object' || value === null || Object.hasOwn(value, 'stack')) return;
    if (typeof Reflect.apply(get, value, []) === 'string') Object.defineProperty(value, 'stack', presented);
  };
}

/** `stack` is an own property that the constructor makes (WebKit). */
function captureInConstructors(): void {
  for (const name of ERROR_CLASSES) {
    const Native: unknown = Reflect.get(globalThis, name);
    if (typeof Native !== 'function') continue;
    // biome-ignore lint/complexity/noBannedTypes: as the proxy gives it
    function construct(target: Constructor, args: unknown[], newTarget: Function): object {
      const error = Reflect.construct(target, args, newTarget) as object;
      capture(error, newTarget === Mended ? construct : newTarget);
      return error;
    }
    function apply(target: Constructor, receiver: unknown, args: unknown[]): object {
      const error = Reflect.apply(target as unknown as () => object, receiver, args);
      capture(error, apply);
      return error;
    }
    const Mended = new Proxy(Native as Constructor, { construct, apply });
    const hidden = { value: Mended, writable: true, configurable: true, enumerable: false };
    // The classes inherit from `Error` as a program sees it, which is mended first.
    if (Native !== NativeError) Object.setPrototypeOf(Native, globalThis.Error);
    Object.defineProperty((Native as Constructor).prototype, 'constructor', hidden);
    Object.defineProperty(globalThis, name, hidden);
  }
}

function mendOwnStack(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const own = Object.getOwnPropertyDescriptor(value, 'stack');
  if (!own?.configurable || typeof own.value !== 'string' || !isNativeStack(own.value)) return;
  presentOwn(value, own.value);
}

/** V8 begins with what called the constructor of a class, SpiderMonkey with the constructors. */
function withoutConstructors(error: object, frames: readonly Frame[]): readonly Frame[] {
  const names = new Set<string>();
  for (let prototype = Object.getPrototypeOf(error); prototype && prototype !== NativeError.prototype; ) {
    const made: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (typeof made === 'function') names.add(made.name);
    prototype = Object.getPrototypeOf(prototype);
  }
  const first = frames.findIndex(({ name }) => name === '' || !names.has(name));
  return first < 0 ? frames : frames.slice(first);
}

function present(error: object, frames: readonly Frame[]): unknown {
  const shown = frames.filter(({ name, file }) => name !== '' || file !== undefined);
  const sites = shown.map((frame) => new CallSite(programPlace(frame)));
  const prepare: unknown = Reflect.get(globalThis.Error, 'prepareStackTrace');
  if (typeof prepare === 'function') return Reflect.apply(prepare, globalThis.Error, [error, sites]);
  return [headOf(error), ...sites.map((site) => `    at ${site}`)].join('\n');
}

function headOf(error: object): string {
  try {
    return Reflect.apply(NativeError.prototype.toString, error, []);
  } catch {
    return 'Error';
  }
}
