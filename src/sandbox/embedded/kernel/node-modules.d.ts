/** Made by build/sandbox/node-library.ts at bundle time. */
declare module 'duplex:node-index' {
  /** Where each file of Node's library stands in its text. */
  const index: {
    /** Start and end by id, bytes. */
    readonly files: Readonly<Record<string, readonly [start: number, end: number]>>;
    /** What most programs need stands before it and is ASCII; bytes. */
    readonly common: number;
  };
  export default index;
}

declare module 'duplex:node-facts' {
  /** The plain data of Node's bindings. */
  const facts: {
    readonly version: string;
    readonly versions: Readonly<Record<string, string>>;
    readonly release: Readonly<Record<string, string>>;
    readonly arch: string;
    readonly config: string;
    readonly builtinIds: readonly string[];
    readonly builtinModules: readonly string[];
    readonly constants: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly uv: {
      readonly numbers: Readonly<Record<string, number>>;
      readonly errors: readonly (readonly [number, readonly [name: string, message: string]])[];
    };
    readonly options: Readonly<Record<string, unknown>>;
    readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly providers: Readonly<Record<string, number>>;
    readonly privateSymbols: readonly string[];
    readonly symbols: readonly string[];
    readonly shapes: Readonly<Record<string, ModuleShape>>;
  };
  /** What a module exports, a word a name: enough to make one that loads and refuses to work. */
  export type ModuleShape = Readonly<
    Record<string, 'function' | 'class' | 'object' | { readonly value?: string | number | boolean | null }>
  >;
  export default facts;
}
