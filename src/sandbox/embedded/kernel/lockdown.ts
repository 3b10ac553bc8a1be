/**
 * Takes from the program every way out of its worker, and everything a browser has that Node has not. The frame's
 * content security policy forbids the network anyway; this is the inner of two walls.
 */

/** What JavaScript itself defines: the rest of the global object is the browser's. */
const LANGUAGE = new Set(
  (
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp ' +
    'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError ' +
    'globalThis JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array ' +
    'Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array ' +
    'DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry DisposableStack ' +
    'AsyncDisposableStack Temporal decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval ' +
    'isFinite isNaN WebAssembly'
  ).split(' '),
);

/** Removes the browser's own properties, before Node's library puts its own in their place. */
export function removeBrowserGlobals(): void {
  let owner: object | null = globalThis;
  while (owner && owner !== Object.prototype) {
    for (const key of Reflect.ownKeys(owner)) {
      if (typeof key === 'symbol' || LANGUAGE.has(key) || key === 'constructor') continue;
      remove(owner, key);
    }
    owner = Object.getPrototypeOf(owner) as object | null;
  }
}

function remove(owner: object, key: string): void {
  if (Reflect.deleteProperty(owner, key)) return;
  // `TEMPORARY` and `PERSISTENT` are numbers that cannot be deleted: no harm. Anything else is a browser not foreseen.
  if (typeof Reflect.get(owner, key) === 'number') return;
  throw new Error(`The browser's ${key} cannot be taken from the program, so no program is run`);
}

/** A page without cross-origin isolation hides the name of a class that WebAssembly's memories have all the same. */
export function installSharedArrayBuffer(): void {
  if ('SharedArrayBuffer' in globalThis) return;
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true });
  } catch {
    // An engine that shares no memory without isolation: then there is no such class.
    return;
  }
  Object.defineProperty(globalThis, 'SharedArrayBuffer', {
    value: memory.buffer.constructor,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
