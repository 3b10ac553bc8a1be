/** What the loader's bindings need from the process they serve. */

export interface ModuleHost {
  /** Indirect eval, or what stands for it: gives the value of the script's expression. */
  evaluate(code: string): unknown;
  internalBinding(name: string): Record<string, unknown>;
  /** A module of Node's library, internal ones too. */
  requireBuiltin(id: string): unknown;
  readonly files: ModuleFiles;
}

/** The little of the file system that resolution asks for, synchronously and without an error. */
export interface ModuleFiles {
  kind(path: string): 'file' | 'directory' | undefined;
  readText(path: string): string | undefined;
}

/** Calls `import()` made in a program's file; Node's loader gives it at start. */
export type ImportDynamically = (
  referrer: symbol,
  specifier: string,
  phase: number,
  attributes: Readonly<Record<string, string>>,
  referrerName: string,
) => Promise<unknown>;

export const IMPORT_PHASE = { source: 1, defer: 2, evaluation: 3 } as const;

/** The private symbol that Node keeps under `name`. */
export function privateSymbol(host: ModuleHost, name: string): symbol {
  const { privateSymbols } = host.internalBinding('util') as { privateSymbols: Readonly<Record<string, symbol>> };
  const symbol = privateSymbols[name];
  if (symbol === undefined) throw new Error(`No private symbol ${name}`);
  return symbol;
}

/** Puts `arrow` (file, source line, caret) above the error's stack when Node prints it. */
export function setArrow(host: ModuleHost, error: object, arrow: string): void {
  // Assigned, never defined: the kernel keeps private symbols as accessors that show nowhere.
  (error as Record<symbol, unknown>)[privateSymbol(host, 'arrow_message_private_symbol')] = arrow;
}

/** An error of Node's own: `nodeError(host, 'ERR_REQUIRE_ASYNC_MODULE', path)`. */
export function nodeError(host: ModuleHost, code: string, ...args: readonly unknown[]): Error {
  const { codes } = host.requireBuiltin('internal/errors') as {
    codes: Readonly<Record<string, new (...args: readonly unknown[]) => Error>>;
  };
  const NodeError = codes[code];
  return NodeError === undefined ? new Error(code) : new NodeError(...args);
}
