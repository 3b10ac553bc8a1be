/** A module whose exports are set from outside: CommonJS, JSON and Node's own modules seen from an ES module. */
import { type Binding, LinkedModule } from './linked-module.ts';

export class SyntheticModule extends LinkedModule {
  readonly hasTopLevelAwait = false;
  readonly dependencies: readonly LinkedModule[] = [];
  readonly #values: Map<string, unknown>;
  readonly #lazy = new Map<string, () => unknown>();
  readonly #evaluate: () => void;

  constructor(url: string, names: readonly string[], evaluate: () => void) {
    super(url);
    this.#values = new Map(names.map((name) => [name, undefined]));
    this.#evaluate = evaluate;
  }

  setExport(name: string, value: unknown): void {
    if (!this.#values.has(name)) throw new ReferenceError(`Export '${name}' is not defined in module`);
    this.#values.set(name, value);
  }

  /** An export that is asked for when it is first read. */
  setLazyExport(name: string, read: () => unknown): void {
    this.setExport(name, undefined);
    this.#lazy.set(name, read);
  }

  execute(): undefined {
    this.#evaluate();
  }

  readOwn(name: string): unknown {
    const read = this.#lazy.get(name);
    if (read) {
      this.setExport(name, read());
      this.#lazy.delete(name);
    }
    return this.#values.get(name);
  }

  isConstant(): boolean {
    return true;
  }

  resolveExport(name: string): Binding | undefined {
    return this.#values.has(name) ? { module: this, name } : undefined;
  }

  exportedNames(): Set<string> {
    return new Set(this.#values.keys());
  }
}
