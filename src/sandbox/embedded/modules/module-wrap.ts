/** `internalBinding('module_wrap')`: the engine's ES modules as Node's loader drives them, over our linker. */
import type { AwaitContexts } from './await-context.ts';
import { type DynamicImports, importFunction } from './dynamic-import.ts';
import { IMPORT_PHASE, type ImportDynamically, type ModuleHost, nodeError, privateSymbol, setArrow } from './host.ts';
import type { LinkedModule } from './linked-module.ts';
import { modulesInCycles } from './module-cycles.ts';
import { evaluate } from './module-evaluation.ts';
import { evaluateModule, parseProgramModule } from './parse-program.ts';
import { SourceModule, UnresolvedImport } from './source-module.ts';
import type { SourcePositions } from './source-positions.ts';
import { arrowMessage, positionAt } from './syntax-errors.ts';
import { SyntheticModule } from './synthetic-module.ts';

const STATUS = {
  kUninstantiated: 0,
  kInstantiating: 1,
  kInstantiated: 2,
  kEvaluating: 3,
  kEvaluated: 4,
  kErrored: 5,
} as const;

const FACADE = "export * from 'original'; export { default } from 'original'; export const __esModule = true;";

type InitializeMeta = (id: symbol, meta: object, wrap: object) => void;
type ResolveInitializer = (url: string) => (specifier: string) => string;

export function createModuleWrapBinding(
  host: ModuleHost,
  imports: DynamicImports,
  positions: SourcePositions,
  contexts: AwaitContexts,
): Record<string, unknown> {
  let initializeMeta: InitializeMeta | undefined;
  let initializeResolve: ResolveInitializer | undefined;
  const hostDefinedOption = privateSymbol(host, 'host_defined_option_symbol');
  const symbols = host.internalBinding('symbols') as Readonly<Record<string, symbol>>;
  const [defaultReferrer, importedCommonJs] = [
    symbols['source_text_module_default_hdo'],
    symbols['imported_cjs_symbol'],
  ];

  class ModuleWrap {
    declare readonly hasAsyncGraph: boolean;
    readonly url: string;
    readonly synthetic: boolean;
    readonly sourceURL: string | undefined = undefined;
    readonly sourceMapURL: string | undefined = undefined;
    isMain = false;
    #module: SourceModule | SyntheticModule;

    constructor(url: string, _context: unknown, source: string | string[], ...rest: unknown[]) {
      this.url = url;
      this.synthetic = typeof source !== 'string';
      if (typeof source === 'string') {
        this.#module = this.#sourceModule(url, source, rest[2]);
        (this as { hasTopLevelAwait?: boolean }).hasTopLevelAwait = this.#module.hasTopLevelAwait;
      } else {
        const [steps, commonJsModule] = rest as [(this: ModuleWrap) => void, unknown];
        this.#module = new SyntheticModule(url, source, () => Reflect.apply(steps, this, []));
        if (importedCommonJs !== undefined && commonJsModule !== undefined) {
          Object.defineProperty(this, importedCommonJs, { value: commonJsModule, enumerable: true });
        }
      }
      // An own accessor, as the engine's: it answers once the graph is linked.
      Object.defineProperty(this, 'hasAsyncGraph', { get: () => hasAsyncGraph(this.#module), configurable: true });
    }

    #sourceModule(url: string, source: string, referrer: unknown): SourceModule {
      const id = typeof referrer === 'symbol' ? referrer : Symbol(url);
      (this as Record<symbol, unknown>)[hostDefinedOption] = id;
      const record = parseProgramModule(host, source, url);
      positions.remember(url, source);
      contexts.see(source);
      return new SourceModule(url, record, {
        evaluate: (code) => evaluateModule(host, code, record, url),
        meta: () => this.#createMeta(id),
        import: importFunction(imports, id, url),
        compiled: (compiledUrl, shifts) => positions.shift(compiledUrl, shifts),
        thrown: (offset, error) => positions.thrown(url, offset, error),
        contexts,
      });
    }

    #createMeta(id: symbol): object {
      const meta: Record<string, unknown> = Object.create(null);
      if (id !== defaultReferrer) {
        initializeMeta?.(id, meta, this);
        return meta;
      }
      if (this.url.startsWith('file:')) {
        const { fileURLToPath } = host.requireBuiltin('url') as { fileURLToPath(url: string): string };
        const { dirname } = host.requireBuiltin('path') as { dirname(path: string): string };
        const filename = fileURLToPath(this.url);
        meta['dirname'] = dirname(filename);
        meta['filename'] = filename;
      }
      meta['main'] = this.isMain;
      if (initializeResolve !== undefined) meta['resolve'] = initializeResolve(this.url);
      meta['url'] = this.url;
      return meta;
    }

    getModuleRequests(): readonly object[] {
      if (this.#module instanceof SyntheticModule) return [];
      return this.#module.record.requests.map(({ specifier, attributes }) => ({
        __proto__: null,
        specifier,
        attributes,
        phase: IMPORT_PHASE.evaluation,
      }));
    }

    link(wraps: readonly ModuleWrap[]): void {
      if (this.#module instanceof SourceModule) this.#module.link(wraps.map((wrap) => wrap.#module));
    }

    instantiate(): void {
      instantiateGraph(this.#module);
    }

    evaluate(): Promise<void> {
      if (this.isMain) positions.stalled = () => stalledAwaits(this.#module);
      return evaluate(this.#module);
    }

    evaluateSync(filename?: string, parent?: unknown): object {
      if (hasAsyncGraph(this.#module))
        throw nodeError(host, 'ERR_REQUIRE_ASYNC_MODULE', filename ?? this.url, parent, []);
      // Its failure is thrown from here, not reported as a rejection nobody handles.
      evaluate(this.#module).catch(() => {});
      const { failure } = this.#module.evaluation;
      if (failure !== undefined) throw failure.error;
      return this.#module.namespace;
    }

    setLazyExport(name: string, read: () => unknown): void {
      if (this.#module instanceof SyntheticModule) this.#module.setLazyExport(name, read);
    }

    setExport(name: string, value: unknown): void {
      if (this.#module instanceof SyntheticModule) this.#module.setExport(name, value);
    }

    getNamespace(): object {
      return this.#module.namespace;
    }

    getStatus(): number {
      const { status, failure } = this.#module.evaluation;
      if (failure !== undefined) return STATUS.kErrored;
      if (status === 'evaluating') return STATUS.kEvaluating;
      if (status !== 'linked') return STATUS.kEvaluated;
      return isInstantiated(this.#module) ? STATUS.kInstantiated : STATUS.kUninstantiated;
    }

    getError(): unknown {
      return this.#module.evaluation.failure?.error;
    }

    setModuleSourceObject(): void {}
    getModuleSourceObject(): undefined {}
    createCachedData(): Uint8Array {
      return new Uint8Array();
    }
  }

  const instantiated = new WeakSet<LinkedModule>();
  const isInstantiated = (module: LinkedModule) => module instanceof SyntheticModule || instantiated.has(module);

  function instantiateGraph(root: LinkedModule): void {
    const cycles = modulesInCycles(root);
    const visited = new Set<LinkedModule>();
    const visit = (module: LinkedModule) => {
      if (visited.has(module) || isInstantiated(module)) return;
      visited.add(module);
      for (const dependency of module.dependencies) visit(dependency);
      if (module instanceof SourceModule) instantiateModule(module, cycles.has(module));
    };
    visit(root);
    for (const module of visited) instantiated.add(module);
  }

  function instantiateModule(module: SourceModule, inCycle: boolean): void {
    try {
      module.instantiate(inCycle);
    } catch (error) {
      if (error instanceof UnresolvedImport) {
        const { source } = error.module.record;
        const place = positionAt(source, error.place.offset);
        setArrow(host, error, arrowMessage(error.module.url, source, place, error.place.width));
      }
      throw error;
    }
  }

  return {
    ModuleWrap,
    ...STATUS,
    kSourcePhase: IMPORT_PHASE.source,
    kDeferPhase: IMPORT_PHASE.defer,
    kEvaluationPhase: IMPORT_PHASE.evaluation,
    setImportModuleDynamicallyCallback(callback: ImportDynamically) {
      imports.callback = callback;
    },
    setInitializeImportMetaObjectCallback(callback: InitializeMeta) {
      initializeMeta = callback;
    },
    setImportMetaResolveInitializer(callback: ResolveInitializer) {
      initializeResolve = callback;
    },
    createRequiredModuleFacade(wrap: ModuleWrap): object {
      const facade = new ModuleWrap('node:internal/require_module_default_facade', undefined, FACADE, 0, 0, undefined);
      facade.link([wrap]);
      facade.instantiate();
      return facade.evaluateSync();
    },
    /** A promise's state cannot be read in a browser; one that was rejected reports itself. */
    throwIfPromiseRejected() {},
  };
}

/** The top-level awaits that a module, or what it depends on, waits for. */
function stalledAwaits(root: LinkedModule): string[] {
  const found: string[] = [];
  const visited = new Set<LinkedModule>();
  const visit = (module: LinkedModule) => {
    if (visited.has(module)) return;
    visited.add(module);
    for (const dependency of module.dependencies) visit(dependency);
    if (!(module instanceof SourceModule) || module.awaitedOffset === undefined) return;
    const { source } = module.record;
    found.push(arrowMessage(module.url, source, positionAt(source, module.awaitedOffset)));
  };
  visit(root);
  return found;
}

function hasAsyncGraph(root: LinkedModule, visited: Set<LinkedModule> = new Set()): boolean {
  if (visited.has(root)) return false;
  visited.add(root);
  return root.hasTopLevelAwait || root.dependencies.some((dependency) => hasAsyncGraph(dependency, visited));
}
