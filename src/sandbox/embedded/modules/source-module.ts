/** An ES module of the program: parsed when made, compiled when its graph is linked. ECMA-262, 16.2.1.7. */
import type { AwaitContexts } from './await-context.ts';
import type { ColumnShifts } from './edited-text.ts';
import { type Binding, LinkedModule, readBinding } from './linked-module.ts';
import { type ModuleHost as GeneratedModuleHost, generateModule, instrumentsFor } from './module-code.ts';
import { DEFAULT_EXPORT, type ImportedName, type ModuleRecord } from './module-record.ts';

type Getters = Readonly<Record<string, () => unknown>>;
type Steps = Generator<undefined, void> | AsyncGenerator<undefined, void>;
type GeneratedModule = (host: GeneratedModuleHost, imports: object) => Steps;

export interface SourceModuleHost {
  evaluate(code: string): unknown;
  readonly meta: () => object;
  readonly import: GeneratedModuleHost['import'];
  /** Told of every compiled source, so that stack traces can be mapped back. */
  compiled(url: string, shifts: ColumnShifts): void;
  /** Told of a `throw` of what was made elsewhere. */
  thrown(offset: number, error: unknown): void;
  readonly contexts: AwaitContexts;
}

/** An import names something that the other module does not export. */
export class UnresolvedImport extends SyntaxError {
  override readonly name = 'SyntaxError';
  readonly place: ImportedName;
  readonly module: SourceModule;

  constructor(message: string, module: SourceModule, place: ImportedName) {
    super(message);
    this.module = module;
    this.place = place;
    Object.defineProperty(this, 'place', { enumerable: false });
    Object.defineProperty(this, 'module', { enumerable: false });
    Object.defineProperty(this, 'name', { enumerable: false });
  }
}

export class SourceModule extends LinkedModule {
  readonly record: ModuleRecord;
  readonly #host: SourceModuleHost;
  #dependencies: readonly LinkedModule[] = [];
  #getters: Getters = {};
  #steps: Steps | undefined;
  #generated: GeneratedModuleHost | undefined;

  constructor(url: string, record: ModuleRecord, host: SourceModuleHost) {
    super(url);
    this.record = record;
    this.#host = host;
  }

  get hasTopLevelAwait(): boolean {
    return this.record.names.hasTopLevelAwait;
  }

  get dependencies(): readonly LinkedModule[] {
    return this.#dependencies;
  }

  link(dependencies: readonly LinkedModule[]): void {
    this.#dependencies = dependencies;
  }

  /**
   * Checks the imports, compiles, and publishes the exports.
   * @param inCycle then functions of this module may be called before it is evaluated, and no import is taken early
   * @throws UnresolvedImport
   */
  instantiate(inCycle: boolean): void {
    for (const place of this.record.indirectExports.values()) this.#bindingOf(place);
    const live = new Set<string>();
    const imports: object = Object.create(null);
    for (const [local, place] of this.record.imports) {
      const binding = this.#bindingOf(place);
      if (inCycle || (binding.name !== undefined && !binding.module.isConstant(binding.name))) live.add(local);
      const get = (): unknown => readBinding(binding, local, get);
      Object.defineProperty(imports, local, {
        get,
        set() {
          throw new TypeError('Assignment to constant variable.');
        },
      });
    }
    const { code, shifts } = generateModule(
      this.record,
      this.url,
      live,
      instrumentsFor(this.record.source, this.url, this.#host.contexts),
    );
    this.#host.compiled(this.url, shifts);
    const generated = this.#host.evaluate(code) as GeneratedModule;
    this.#generated = this.#generatedHost();
    this.#steps = generated(this.#generated, imports);
    this.#steps.next();
  }

  execute(): Promise<unknown> | undefined {
    const step = this.#steps?.next();
    this.#steps = undefined;
    return this.hasTopLevelAwait ? (step as Promise<unknown>) : undefined;
  }

  /** Where its own top-level `await` stands that has not settled, if it waits for one. */
  get awaitedOffset(): number | undefined {
    const { status, pendingDependencies } = this.evaluation;
    return status === 'evaluating-async' && pendingDependencies === 0 ? this.#generated?.at : undefined;
  }

  readOwn(name: string): unknown {
    return this.#getters[name]?.();
  }

  isConstant(name: string): boolean {
    const local = this.record.localExports.get(name) ?? DEFAULT_EXPORT;
    return !this.record.names.reassigned.has(local);
  }

  resolveExport(name: string, visited: Set<string> = new Set()): Binding | 'ambiguous' | undefined {
    const key = `${this.url} ${name}`;
    if (visited.has(key)) return undefined;
    visited.add(key);
    if (this.record.localExports.has(name)) {
      const local = this.record.localExports.get(name) ?? '';
      const imported = this.record.imports.get(local);
      // Only a namespace import is left here: others were redirected when the source was read.
      return imported === undefined ? { module: this, name } : this.#namespaceOf(imported);
    }
    const indirect = this.record.indirectExports.get(name);
    if (indirect !== undefined) {
      if (indirect.name === undefined) return this.#namespaceOf(indirect);
      return this.#dependencies[indirect.request]?.resolveExport(indirect.name, visited);
    }
    return name === 'default' ? undefined : this.#resolveStar(name, visited);
  }

  exportedNames(visited: Set<LinkedModule> = new Set()): Set<string> {
    if (visited.has(this)) return new Set();
    visited.add(this);
    const names = new Set([...this.record.localExports.keys(), ...this.record.indirectExports.keys()]);
    for (const request of this.record.starExports) {
      for (const name of this.#dependencies[request]?.exportedNames(visited) ?? []) {
        if (name !== 'default') names.add(name);
      }
    }
    return names;
  }

  #resolveStar(name: string, visited: Set<string>): Binding | 'ambiguous' | undefined {
    let found: Binding | undefined;
    for (const request of this.record.starExports) {
      const binding = this.#dependencies[request]?.resolveExport(name, visited);
      if (binding === 'ambiguous') return binding;
      if (binding === undefined) continue;
      if (found !== undefined && (found.module !== binding.module || found.name !== binding.name)) return 'ambiguous';
      found = binding;
    }
    return found;
  }

  #namespaceOf(imported: ImportedName): Binding | undefined {
    const module = this.#dependencies[imported.request];
    return module === undefined ? undefined : { module, name: undefined };
  }

  #bindingOf(place: ImportedName): Binding {
    const module = this.#dependencies[place.request];
    const specifier = this.record.requests[place.request]?.specifier ?? '';
    if (module === undefined) throw new Error(`The request for '${specifier}' was not linked`);
    if (place.name === undefined) return { module, name: undefined };
    const binding = module.resolveExport(place.name);
    if (binding === undefined) {
      const message = `The requested module '${specifier}' does not provide an export named '${place.name}'`;
      throw new UnresolvedImport(message, this, place);
    }
    if (binding === 'ambiguous') {
      const message = `The requested module '${specifier}' contains conflicting star exports for name '${place.name}'`;
      throw new UnresolvedImport(message, this, place);
    }
    return binding;
  }

  #generatedHost(): GeneratedModuleHost {
    const { meta, import: importDynamically, contexts, thrown } = this.#host;
    let made: object | undefined;
    return {
      get meta() {
        made ??= meta();
        return made;
      },
      publish: (getters) => {
        this.#getters = getters;
      },
      nameDefault: (declared) => {
        Object.defineProperty(declared, 'name', { value: 'default', configurable: true });
      },
      import: importDynamically,
      thrown: (offset, error) => {
        thrown(offset, error);
        return error;
      },
      context: () => contexts.create(),
    };
  }
}
