/** The parts of `internalBinding('contextify')` by which Node's loader compiles CommonJS and tells it from ES modules. */
import { type DynamicImports, importFunction } from './dynamic-import.ts';
import { EditedText } from './edited-text.ts';
import type { ModuleHost } from './host.ts';
import { type ModuleRecord, parseModule } from './module-record.ts';
import { dynamicImportsOf, placeScriptError } from './parse-program.ts';
import type { SourcePositions } from './source-positions.ts';
import { childList } from './syntax-tree.ts';

type CompiledFunction = (...args: unknown[]) => unknown;

export interface CompiledCommonJs {
  readonly cachedDataRejected: false;
  readonly sourceMapURL: undefined;
  readonly sourceURL: string | undefined;
  readonly canParseAsESM: boolean;
  readonly function: CompiledFunction | undefined;
}

/** The name a source gives itself in stack traces; Node's type stripping ends a source with one. */
const OWN_NAME = /(?:^|\n)\/\/[#@][ \t]sourceURL=([^\s'"]+)\s*$/;

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

export function createContextifyBinding(
  host: ModuleHost,
  imports: DynamicImports,
  positions: SourcePositions,
): Record<string, unknown> {
  const symbols = host.internalBinding('symbols') as Readonly<Record<string, symbol>>;
  const referrer = symbols['vm_dynamic_import_default_internal'] ?? Symbol('default');

  function compileFunction(source: string, filename: string, parameters: readonly string[]): CompiledFunction {
    const edited = new EditedText(source);
    if (source.startsWith('#!')) edited.replace(0, 2, '//');
    const calls = /\bimport\s*\(/.test(source) ? dynamicImportsOf(source) : [];
    const own = unusedName(source);
    for (const start of calls) edited.replace(start, start + 'import'.length, own);
    const head = `(function (${parameters.join(', ')}) {`;
    // Only a file that has an import() gets a scope around it.
    const { code, shifts } = edited.render(calls.length > 0 ? `(function(${own}){return ${head}` : head);
    const end = calls.length > 0 ? '\n})})' : '\n})';
    const name = OWN_NAME.exec(source)?.[1] ?? filename;
    const compiled = host.evaluate(`${code}${end}\n//# sourceURL=${name}`) as CompiledFunction;
    positions.remember(name, source);
    positions.shift(name, shifts);
    if (calls.length === 0) return compiled;
    return compiled(importFunction(imports, referrer, filename)) as CompiledFunction;
  }

  /** Compiles as CommonJS; with `shouldDetect`, what only an ES module can hold is told instead of thrown. */
  function compileFunctionForCJSLoader(
    source: string,
    filename: string,
    _isSea: boolean,
    shouldDetect: boolean,
  ): CompiledCommonJs {
    const common = { cachedDataRejected: false, sourceMapURL: undefined } as const;
    try {
      const compiled = compileFunction(source, filename, PARAMETERS);
      return { ...common, sourceURL: filename, canParseAsESM: false, function: compiled };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      if (shouldDetect && isModuleSource(source)) {
        return { ...common, sourceURL: undefined, canParseAsESM: true, function: undefined };
      }
      throw placeScriptError(host, error, source, filename);
    }
  }

  return {
    compileFunctionForCJSLoader,
    /** Compiling is the quick test: only what fails as CommonJS is parsed. */
    containsModuleSyntax(source: string, filename: string): boolean {
      if (!MAY_BE_MODULE.test(source)) return false;
      try {
        compileFunction(source, filename, PARAMETERS);
        return false;
      } catch (error) {
        return error instanceof SyntaxError && isModuleSource(source);
      }
    },
  };
}

const MAY_BE_MODULE = /\b(?:import|export|await)\b/;
const MODULE_STATEMENT = /^[ \t]*(?:import\b(?!\s*[(])|export\b)/m;

/** True of a source that is no CommonJS because of import, export, import.meta or a top-level await. */
function isModuleSource(source: string): boolean {
  let record: ModuleRecord;
  try {
    record = parseModule(source);
  } catch {
    // The mistake is told when it is compiled as what it wants to be.
    return MODULE_STATEMENT.test(source);
  }
  const hasStatements = childList(record.program, 'body').some(({ type }) => /^(?:Import|Export)/.test(type));
  return hasStatements || record.names.hasTopLevelAwait || /\bimport\s*\.\s*meta\b/.test(source);
}

function unusedName(source: string, name = '$import'): string {
  return source.includes(name) ? unusedName(source, `${name}$`) : name;
}
