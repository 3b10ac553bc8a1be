/** `internalBinding('util')`. */
import facts from 'duplex:node-facts';
import type { Binding, Host } from '../kernel/host.ts';
import { proxyDetails } from '../kernel/proxies.ts';

const PIPE = 4;
const PENDING = 0;
const isIndex = (key: PropertyKey): boolean => typeof key === 'string' && /^(0|[1-9]\d{0,9})$/.test(key);

/**
 * V8's private symbols: never listed, so never inspected. Here each is an accessor on `Object.prototype` that keeps
 * its values aside.
 */
function createPrivateSymbols(): Record<string, symbol> {
  const symbols: Record<string, symbol> = {};
  for (const name of facts.privateSymbols) {
    const symbol = Symbol(name);
    const values = new WeakMap<object, unknown>();
    const hasOf = WeakMap.prototype.get;
    const setOf = WeakMap.prototype.set;
    Object.defineProperty(Object.prototype, symbol, {
      get(this: object) {
        return Object(this) === this ? Reflect.apply(hasOf, values, [this]) : undefined;
      },
      set(this: object, value: unknown) {
        Reflect.apply(setOf, values, [this, value]);
      },
      enumerable: false,
      configurable: false,
    });
    symbols[name] = symbol;
  }
  return symbols;
}

interface CallSite {
  getFunctionName(): string | null;
  getScriptNameOrSourceURL(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

/** The frames above the caller, by V8's structured stack; none in engines without it. */
function callSites(limit: number, below: (...args: never[]) => unknown): CallSite[] {
  const holder: { stack?: unknown } = {};
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.captureStackTrace(holder, below);
    return Array.isArray(holder.stack) ? (holder.stack as CallSite[]) : [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

export const privateSymbols = createPrivateSymbols();

export function createUtilBinding(host: Host): Binding {
  function getCallSites(limit: number): unknown[] {
    return callSites(limit, getCallSites).map((site) => ({
      functionName: site.getFunctionName() ?? '',
      scriptId: '0',
      scriptName: site.getScriptNameOrSourceURL() ?? '',
      lineNumber: site.getLineNumber() ?? 0,
      columnNumber: site.getColumnNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
    }));
  }
  function isInsideNodeModules(): boolean {
    const outer = callSites(20, isInsideNodeModules)
      .map((site) => site.getScriptNameOrSourceURL() ?? '')
      .find((name) => name !== '' && !name.startsWith('node:') && !name.startsWith('blob:'));
    return outer !== undefined && /[/\\]node_modules[/\\]/.test(outer);
  }
  return {
    constants: facts.bindings['util'],
    privateSymbols,
    shouldAbortOnUncaughtToggle: new Uint32Array(1),
    getCallSites,
    isInsideNodeModules,
    getCallerLocation: () => undefined,
    /** A browser does not tell how a promise stands. */
    getPromiseDetails: () => [PENDING, undefined],
    getProxyDetails(value: unknown, wantsBoth = true) {
      const details = proxyDetails(value);
      return wantsBoth ? details : details?.[0];
    },
    previewEntries,
    getOwnNonIndexProperties: (object: object, filter: number) =>
      Reflect.ownKeys(object).filter(
        (key) => !isIndex(key) && (filter === 0 || Object.getOwnPropertyDescriptor(object, key)?.enumerable === true),
      ),
    getConstructorName,
    getExternalValue: () => 0n,
    sleep: () => {},
    parseEnv,
    arrayBufferViewHasBuffer: () => true,
    constructSharedArrayBuffer: (length: number) => new SharedArrayBuffer(length),
    getSharedArrayBufferGrowable: (buffer: { growable?: boolean }) => buffer.growable === true,
    markPromiseAsHandled: (promise: Promise<unknown>) => {
      Reflect.apply(Promise.prototype.then, promise, [undefined, () => {}]);
    },
    guessHandleType: (fd: number) => (fd >= 0 && fd <= 2 ? PIPE : 6),
    defineLazyProperties(target: object, id: string, keys: readonly string[], enumerable = true) {
      for (const key of keys) defineLazyProperty(host, target, id, key, enumerable);
    },
  };
}

function defineLazyProperty(host: Host, target: object, id: string, key: string, enumerable: boolean): void {
  const define = (value: unknown) =>
    Object.defineProperty(target, key, { value, writable: true, enumerable, configurable: true });
  const get = () => {
    const value = (host.kernel.requireBuiltin(id) as Record<string, unknown>)[key];
    define(value);
    return value;
  };
  Object.defineProperty(get, 'name', { value: key, configurable: true });
  Object.defineProperty(target, key, { get, set: define, enumerable, configurable: true });
}

/** Entries of a map or set. Those of an iterator cannot be seen without using it up, so none are shown. */
function previewEntries(value: unknown, wantsKind?: boolean): unknown {
  let entries: unknown[] = [];
  let isKeyed = false;
  if (value instanceof Map) {
    isKeyed = true;
    entries = [...value].flat(1);
  } else if (value instanceof Set) entries = [...value];
  return wantsKind ? [entries, isKeyed] : entries;
}

function getConstructorName(value: object): string {
  for (let object: object | null = value; object; object = Object.getPrototypeOf(object) as object | null) {
    const maker: unknown = Object.getOwnPropertyDescriptor(object, 'constructor')?.value;
    if (typeof maker === 'function' && maker.name !== '') return maker.name;
  }
  return 'Object';
}

/** The `.env` format, as `util.parseEnv` reads it. */
function parseEnv(text: string): Record<string, string> {
  const values = Object.create(null) as Record<string, string>;
  const line =
    /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`|[^#\r\n]*)?[ \t]*(?:#.*)?$/gm;
  for (const [, name = '', raw = ''] of text.matchAll(line)) {
    const quote = raw[0];
    const isQuoted = raw.length > 1 && quote === raw.at(-1) && (quote === '"' || quote === "'" || quote === '`');
    const value = isQuoted ? raw.slice(1, -1) : raw.trim();
    values[name] = quote === '"' ? value.replaceAll('\\n', '\n') : value;
  }
  return values;
}
