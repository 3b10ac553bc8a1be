/** `internalBinding('types')`: brand checks that a program's own prototypes and tags cannot fool. */
import { engine } from '../engine/index.ts';
import type { Binding } from '../kernel/host.ts';
import { proxyDetails } from '../kernel/proxies.ts';

type Check = (value: unknown) => boolean;

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** True where `member` of `prototype`, which throws on a foreign receiver, does not throw. */
function brand(prototype: object, member: PropertyKey, args: readonly unknown[] = []): Check {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, member);
  const method = (descriptor?.get ?? descriptor?.value) as (...args: unknown[]) => unknown;
  return (value) => {
    if (!isObject(value) && typeof value !== 'function') return false;
    try {
      Reflect.apply(method, value, args);
      return true;
    } catch {
      return false;
    }
  };
}

/** For values without a brand check of their own: the tag, if the value has not set one itself. */
function tagged(tag: string): Check {
  return (value) => isObject(value) && tagOf(value) === tag && !Object.hasOwn(value, Symbol.toStringTag);
}

const boxed = (prototype: object): Check => {
  const check = brand(prototype, 'valueOf');
  return (value) => isObject(value) && check(value);
};

const isKind = (value: unknown, tags: readonly string[]): boolean =>
  typeof value === 'function' && tags.includes(tagOf(value));
const { isView } = ArrayBuffer;
/** `Buffer.from` asks it of every view: a refusal by an error would be slow. */
const buffer = (prototype: object): Check => {
  const check = brand(prototype, 'byteLength');
  return (value) => !isView(value) && check(value);
};
const isArrayBuffer = buffer(ArrayBuffer.prototype);
const isNumberObject = boxed(Number.prototype);
const isStringObject = boxed(String.prototype);
const isBooleanObject = boxed(Boolean.prototype);
const isBigIntObject = boxed(BigInt.prototype);
const isSymbolObject = boxed(Symbol.prototype);
const isErrorOf = (Error as ErrorConstructor & { isError?: Check }).isError;

/** What shows an error asks first whether it is one. */
function mending(isError: (value: unknown) => boolean): (value: unknown) => boolean {
  const { mendError } = engine;
  if (!mendError) return isError;
  return (value) => {
    mendError(value);
    return isError(value);
  };
}

export function createTypesBinding(): Binding {
  // Its name may have come with lockdown.ts.
  const isSharedArrayBuffer: Check =
    typeof SharedArrayBuffer === 'undefined' ? () => false : buffer(SharedArrayBuffer.prototype);
  return {
    isExternal: () => false,
    isProxy: (value: unknown) => proxyDetails(value) !== undefined,
    isDate: brand(Date.prototype, 'getTime'),
    isArgumentsObject: (value: unknown) =>
      isObject(value) && tagOf(value) === 'Arguments' && !(Symbol.toStringTag in value),
    isNumberObject,
    isStringObject,
    isBooleanObject,
    isBigIntObject,
    isSymbolObject,
    isBoxedPrimitive: (value: unknown) =>
      isNumberObject(value) ||
      isStringObject(value) ||
      isBooleanObject(value) ||
      isBigIntObject(value) ||
      isSymbolObject(value),
    isNativeError: mending(isErrorOf ?? ((value: unknown) => value instanceof Error)),
    isRegExp: (value: unknown) => isObject(value) && tagged('RegExp')(value),
    isAsyncFunction: (value: unknown) => isKind(value, ['AsyncFunction', 'AsyncGeneratorFunction']),
    isGeneratorFunction: (value: unknown) => isKind(value, ['GeneratorFunction', 'AsyncGeneratorFunction']),
    isGeneratorObject: (value: unknown) => isObject(value) && ['Generator', 'AsyncGenerator'].includes(tagOf(value)),
    isPromise: (value: unknown) => value instanceof Promise && tagOf(value) === 'Promise',
    isMap: brand(Map.prototype, 'size'),
    isSet: brand(Set.prototype, 'size'),
    isMapIterator: tagged('Map Iterator'),
    isSetIterator: tagged('Set Iterator'),
    isWeakMap: brand(WeakMap.prototype, 'has', [{}]),
    isWeakSet: brand(WeakSet.prototype, 'has', [{}]),
    isArrayBuffer,
    isSharedArrayBuffer,
    isAnyArrayBuffer: (value: unknown) => isArrayBuffer(value) || isSharedArrayBuffer(value),
    isDataView: brand(DataView.prototype, 'byteLength'),
    isModuleNamespaceObject: (value: unknown) => isObject(value) && tagOf(value) === 'Module',
    isCryptoKey: () => false,
    isKeyObject: () => false,
  };
}
