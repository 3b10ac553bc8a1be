/**
 * How a program's files become running code: Node's own loaders (`internal/modules/…`) on these bindings.
 * The kernel adds the bindings to its own, gives `typeScript` in place of Node's stripper
 * (`internal/deps/amaro/dist/index`), and starts a program with `internal/modules/run_main`.
 */
import { initSync, parse as parseCommonJs } from 'cjs-module-lexer';
import { AwaitContexts } from './await-context.ts';
import { createContextifyBinding } from './contextify.ts';
import type { DynamicImports } from './dynamic-import.ts';
import type { ModuleHost } from './host.ts';
import { createModuleWrapBinding } from './module-wrap.ts';
import { createModulesBinding } from './packages.ts';
import { seeProgram } from './program-texts.ts';
import { SourcePositions } from './source-positions.ts';
import { stripTypes } from './strip-types.ts';

export { Parser } from 'acorn';
export { exportGettersLazily } from './builtin-exports.ts';
export type { ModuleFiles, ModuleHost } from './host.ts';
export type { SourcePositions } from './source-positions.ts';
export { stripTypes } from './strip-types.ts';
export { warmUpSteps } from './warm-up.ts';

export interface ModuleBindings {
  /** By name: `module_wrap`, `contextify`, `modules`, `cjs_lexer`. Made when first asked for. */
  readonly bindings: Readonly<Record<string, () => Record<string, unknown>>>;
  /** Stands for the module `internal/deps/amaro/dist/index`. */
  readonly typeScript: {
    transformSync(source: string, options: { readonly filename?: string }): { readonly code: string };
  };
  /** For stack traces: the student's column, and the source line to print. */
  readonly positions: SourcePositions;
  /**
   * Looks at the program's own files before the first of them runs.
   * @param stripped texts that need not be stripped any more, by what they were with types
   */
  beforeProgram(entry: string, stripped: Readonly<Record<string, string>>): void;
}

export function createModuleBindings(host: ModuleHost): ModuleBindings {
  const positions = new SourcePositions();
  const imports: DynamicImports = { callback: undefined };
  const contexts = new AwaitContexts(host);
  const known = new Map<string, string>();
  return {
    bindings: {
      module_wrap: once(() => createModuleWrapBinding(host, imports, positions, contexts)),
      contextify: once(() => createContextifyBinding(host, imports, positions, contexts)),
      modules: once(() => createModulesBinding(host)),
      cjs_lexer: once(createLexerBinding),
    },
    typeScript: {
      transformSync: (source, { filename = '' }) => ({ code: known.get(source) ?? stripTypes(source, filename) }),
    },
    positions,
    beforeProgram(entry, stripped) {
      for (const [text, code] of Object.entries(stripped)) known.set(text, code);
      const { resolve } = host.requireBuiltin('path') as { resolve(...paths: string[]): string };
      seeProgram(entry, host.files, resolve, (text) => contexts.see(text));
    },
  };
}

/** Names that a CommonJS source seems to export, and the modules whose exports it passes on. */
function createLexerBinding(): Record<string, unknown> {
  initSync();
  return {
    parse(source: string): [exports: Set<string>, reexports: string[]] {
      try {
        const { exports, reexports } = parseCommonJs(source);
        return [new Set(exports), [...reexports]];
      } catch {
        // The source's own mistake is told when it is compiled.
        return [new Set(), []];
      }
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
