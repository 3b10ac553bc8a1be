/** The parts of `internalBinding('contextify')` by which Node's loader compiles CommonJS and tells it from ES modules. */
import type { AwaitContext, AwaitContexts } from './await-context.ts';
import { type DynamicImports, importFunction } from './dynamic-import.ts';
import { EditedText } from './edited-text.ts';
import type { ModuleHost } from './host.ts';
import { type InstrumentHost, instrument } from './instrument.ts';
import { instrumentsFor } from './module-code.ts';
import { type ModuleRecord, parseModule } from './module-record.ts';
import { parseQuietly, placeScriptError } from './parse-program.ts';
import type { SourcePositions } from './source-positions.ts';
import { childList, forEachChild, type SyntaxNode } from './syntax-tree.ts';

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
  contexts: AwaitContexts,
): Record<string, unknown> {
  const symbols = host.internalBinding('symbols') as Readonly<Record<string, symbol>>;
  const referrer = symbols['vm_dynamic_import_default_internal'] ?? Symbol('default');

  function compileFunction(source: string, filename: string, parameters: readonly string[]): CompiledFunction {
    const edited = new EditedText(source);
    if (source.startsWith('#!')) edited.replace(0, 2, '//');
    contexts.see(source);
    const wanted = instrumentsFor(source, filename, contexts);
    const needsTree = wanted.size > 0 || /\bimport\s*\(/.test(source);
    // What cannot be parsed, the engine will refuse.
    const tree = needsTree ? parseQuietly(source) : undefined;
    const own = unusedName(source, '$host');
    if (tree !== undefined) {
      editImports(tree, edited, own);
      if (wanted.size > 0) {
        instrument(tree, source, edited, { wanted, host: own, context: unusedName(source, '$context') });
      }
    }
    const head = `(function (${parameters.join(', ')}) {`;
    // Only a file that was edited gets a scope around it.
    const { code, shifts } = edited.render(tree !== undefined ? `(function(${own}){return ${head}` : head);
    const end = tree !== undefined ? '\n})})' : '\n})';
    const name = OWN_NAME.exec(source)?.[1] ?? filename;
    const compiled = host.evaluate(`${code}${end}\n//# sourceURL=${name}`) as CompiledFunction;
    positions.remember(name, source);
    positions.shift(name, shifts);
    if (tree === undefined) return compiled;
    const scriptHost: ScriptHost = {
      import: importFunction(imports, referrer, filename),
      thrown: (offset, error) => {
        positions.thrown(name, offset, error);
        return error;
      },
      context: () => contexts.create(),
    };
    return compiled(scriptHost) as CompiledFunction;
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

/** What edited CommonJS calls. */
interface ScriptHost extends InstrumentHost<AwaitContext> {
  import(specifier: unknown, options?: unknown): Promise<unknown>;
}

function editImports(node: SyntaxNode, edited: EditedText, own: string): void {
  if (node.type === 'ImportExpression') edited.replace(node.start, node.start + 'import'.length, `${own}.import`);
  forEachChild(node, (child) => editImports(child, edited, own));
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

function unusedName(source: string, name: string): string {
  return source.includes(name) ? unusedName(source, `${name}$`) : name;
}
