/** Node's own library: its files compiled on first use, and the steps of Node's bootstrap that apply here. */
import facts from 'duplex:node-facts';
import { SandboxUnsupportedError } from '../library/unsupported-error.ts';
import { native } from './captured.ts';
import type { Binding } from './host.ts';
import { allSources, sourceOf } from './sources.ts';

export type InternalBinding = (name: string) => Binding;
export type LibraryRequire = (id: string) => unknown;
type ErrorClass = new (message?: string, name?: string) => Error;

/** What Node makes once a context, before the library. */
export interface PerContext {
  readonly primordials: object;
  readonly DOMException: ErrorClass;
  readonly QuotaExceededError: ErrorClass;
  /** Gives a message to a port of the program. */
  readonly emitMessage: (this: object, data: unknown, ports: readonly unknown[], type: string) => void;
}

/** What is put in place of a file of Node's library. */
export type Replacement = (require: LibraryRequire) => unknown;

type LibraryFunction = (...args: unknown[]) => void;

const PARAMETERS = 'exports, require, module, process, internalBinding, primordials';
const PER_CONTEXT_PARAMETERS = 'exports, primordials, privateSymbols, perIsolateSymbols';
const REALM_PARAMETERS = 'process, getLinkedBinding, getInternalBinding, primordials';

/** The head stands on the first line of the file, so lines are those of Node. */
function compile(id: string, parameters: string): LibraryFunction {
  const source = sourceOf(id);
  if (source === undefined) throw new SandboxUnsupportedError(`Node's ${id}`);
  return native.evaluate(`(function (${parameters}) {${source}\n})\n//# sourceURL=node:${id}`) as LibraryFunction;
}

export function createPerContext(symbols: Binding, privateSymbols: Record<string, symbol>): PerContext {
  const primordials = {};
  const made: Record<string, unknown> = {};
  for (const id of ['primordials', 'domexception', 'messageport'])
    compile(`internal/per_context/${id}`, PER_CONTEXT_PARAMETERS)(made, primordials, privateSymbols, symbols);
  return {
    primordials,
    DOMException: made['DOMException'] as ErrorClass,
    QuotaExceededError: made['QuotaExceededError'] as ErrorClass,
    emitMessage: made['emitMessage'] as PerContext['emitMessage'],
  };
}

export interface Library {
  readonly require: LibraryRequire;
  readonly internalBinding: InternalBinding;
  /** Runs one of Node's bootstrap scripts. */
  run(id: string): void;
}

/** The binding `builtins`, through which Node's realm compiles the library. */
export function createBuiltinsBinding(replacements: Readonly<Record<string, Replacement>>): {
  binding: Binding;
  loaders(): { internalBinding: InternalBinding; require: LibraryRequire };
} {
  let loaders: { internalBinding: InternalBinding; require: LibraryRequire } | undefined;
  return {
    binding: {
      builtinIds: facts.builtinIds,
      builtinCategories: { cannotBeRequired: [], canBeRequired: [...facts.builtinIds] },
      get natives() {
        return allSources();
      },
      config: facts.config,
      hasCachedBuiltins: () => true,
      compileFunction(id: string): LibraryFunction {
        const replacement = Object.hasOwn(replacements, id) ? replacements[id] : undefined;
        if (!replacement) return compile(id, PARAMETERS);
        return (_exports, require, module) => {
          (module as { exports: unknown }).exports = replacement(require as LibraryRequire);
        };
      },
      setInternalLoaders(internalBinding: InternalBinding, require: LibraryRequire) {
        loaders = { internalBinding, require };
      },
    },
    loaders() {
      if (!loaders) throw new Error('The realm has not run');
      return loaders;
    },
  };
}

export function createLibrary(
  process: object,
  perContext: PerContext,
  getInternalBinding: InternalBinding,
  builtins: ReturnType<typeof createBuiltinsBinding>,
): Library {
  const noLinkedBinding = (name: string) => {
    throw new Error(`No such binding: ${name}`);
  };
  compile('internal/bootstrap/realm', REALM_PARAMETERS)(
    process,
    noLinkedBinding,
    getInternalBinding,
    perContext.primordials,
  );
  const { internalBinding, require } = builtins.loaders();
  return {
    require,
    internalBinding,
    run(id) {
      const { primordials } = perContext;
      compile(id, 'process, require, internalBinding, primordials')(process, require, internalBinding, primordials);
    },
  };
}
