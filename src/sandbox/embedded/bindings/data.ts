/** Bindings that carry data and hardly anything else. The data is Node's own: see build/sandbox/node-facts.cjs. */
import facts from 'duplex:node-facts';
import { firstFrame } from '../kernel/fatal-print.ts';
import type { Binding, Host } from '../kernel/host.ts';

const errorsByNumber = new Map(facts.uv.errors.map(([number, [name, message]]) => [number, [name, message] as const]));

export const createConstantsBinding = (): Binding => structuredCopy(facts.constants);

export function createUvBinding(): Binding {
  return {
    ...facts.uv.numbers,
    errname: (number: number) => errorsByNumber.get(number)?.[0] ?? `Unknown system error ${number}`,
    getErrorMap: () => new Map(errorsByNumber),
    getErrorMessage: (number: number) => errorsByNumber.get(number)?.[1] ?? `Unknown system error ${number}`,
  };
}

export function createConfigBinding(): Binding {
  return {
    ...facts.bindings['config'],
    hasInspector: false,
    fipsMode: false,
    getDefaultLocale: () => 'en-US',
  };
}

/** Options that hold in the sandbox. The data was taken from a Node that shows its internals and warns of nothing. */
const OPTIONS: Readonly<Record<string, unknown>> = {
  '--async-context-frame': true,
  '--expose-internals': false,
  '--no-expose-internals': true,
  '--warnings': true,
  '--no-warnings': false,
};

export function createOptionsBinding(): Binding {
  return {
    getCLIOptionsValues: () => ({ ...facts.options, ...OPTIONS }),
    getCLIOptionsInfo: () => ({ options: new Map(), aliases: new Map() }),
    getOptionsAsFlags: () => [],
    getEmbedderOptions: () => ({
      shouldNotRegisterESMLoader: false,
      noGlobalSearchPaths: false,
      noBrowserGlobals: false,
      hasEmbedderPreload: false,
    }),
    getEnvOptionsInputType: () => new Map(),
    getNamespaceOptionsInputType: () => new Map(),
    envSettings: { kAllowedInEnvvar: 0, kDisallowedInEnvvar: 1 },
    types: {},
  };
}

export function createSymbolsBinding(): Binding {
  return Object.fromEntries(facts.symbols.map((name) => [name, Symbol(name)]));
}

export function createErrorsBinding(host: Host): Binding {
  return {
    exitCodes: facts.bindings['errors'],
    /** V8 would call Node back to format a stack; a browser's V8 calls `Error.prepareStackTrace`, which Node sets too. */
    setPrepareStackTraceCallback: () => {},
    setGetSourceMapErrorSource: () => {},
    setSourceMapsEnabled: () => {},
    setMaybeCacheGeneratedSourceMap: () => {},
    setEnhanceStackForFatalException: () => {},
    noSideEffectsToString,
    triggerUncaughtException: (error: unknown, fromPromise: boolean) => host.fatal.trigger(error, fromPromise),
    getErrorSourcePositions: (error: unknown) => sourcePosition(host, error),
  };
}

/** Where the program made an error, for the text of a failed `assert`. */
function sourcePosition(host: Host, error: unknown): Binding {
  const place = firstFrame((error as { stack?: unknown }).stack);
  if (place === undefined || place.file.startsWith('node:')) return {};
  return {
    sourceLine: host.positions.line(place.file, place.line),
    scriptResourceName: place.file,
    lineNumber: place.line,
    startColumn: place.column - 1,
  };
}

/** V8's `NoSideEffectsToString`: what an unhandled rejection says of its reason. */
function noSideEffectsToString(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol' || typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error) return Error.prototype.toString.call(value);
  for (let object: object | null = value; object; object = Object.getPrototypeOf(object) as object | null) {
    const maker: unknown = Object.getOwnPropertyDescriptor(object, 'constructor')?.value;
    if (typeof maker === 'function' && maker.name !== '') return `#<${maker.name}>`;
  }
  return '#<Object>';
}

/** Null prototypes as in Node, so that a name such as `constructor` is not found in a table. */
function structuredCopy(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of Object.entries(value))
    copy[key] = typeof entry === 'object' && entry !== null ? structuredCopy(entry as Record<string, unknown>) : entry;
  return copy;
}
