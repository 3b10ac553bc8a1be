/** A module between its source and its evaluation: how an exported name finds the binding behind it. ECMA-262, 16.2.1.7.2.2 ResolveExport. */
import { type Evaluable, EvaluationState } from './module-evaluation.ts';
import { createNamespace, settleName, sortedNames } from './module-namespace.ts';

export interface Binding {
  readonly module: LinkedModule;
  /** Undefined stands for the module's namespace object. */
  readonly name: string | undefined;
}

export abstract class LinkedModule implements Evaluable {
  readonly url: string;
  readonly evaluation = new EvaluationState();
  #namespace: object | undefined;
  #isSettled = false;

  constructor(url: string) {
    this.url = url;
  }

  abstract readonly hasTopLevelAwait: boolean;
  /** Those of `requests`, in order. */
  abstract readonly dependencies: readonly LinkedModule[];
  abstract execute(): Promise<unknown> | undefined;
  /** Gives the value of one of its own bindings; throws when it has none yet. */
  abstract readOwn(name: string): unknown;
  /** False when the binding can change after the module was evaluated. */
  abstract isConstant(name: string): boolean;
  abstract resolveExport(name: string, visited?: Set<string>): Binding | 'ambiguous' | undefined;
  abstract exportedNames(visited?: Set<LinkedModule>): Set<string>;

  /** Only of a linked module. */
  get namespace(): object {
    this.#namespace ??= createNamespace(this.#resolvableNames(), (name) => {
      const binding = this.resolveExport(name);
      if (binding === undefined || binding === 'ambiguous') return undefined;
      return readBinding(binding, name);
    });
    this.#settle(this.#namespace);
    return this.#namespace;
  }

  #settle(namespace: object): void {
    if (this.#isSettled || this.evaluation.status !== 'evaluated') return;
    this.#isSettled = true;
    for (const name of this.#resolvableNames()) {
      const binding = this.resolveExport(name);
      if (binding === undefined || binding === 'ambiguous') continue;
      const { status, failure } = binding.module.evaluation;
      const isDone = status === 'evaluated' && failure === undefined;
      const isConstant = binding.name === undefined || binding.module.isConstant(binding.name);
      if (isDone && isConstant) settleName(namespace, name, readBinding(binding, name));
    }
  }

  #resolvableNames(): string[] {
    const names = [...this.exportedNames()].filter((name) => {
      const binding = this.resolveExport(name);
      return binding !== undefined && binding !== 'ambiguous';
    });
    return sortedNames(names);
  }
}

/**
 * @param localName what the reader calls it, for the message when it has no value yet
 * @param reader frames from here on are left out of the error's stack
 */
export function readBinding({ module, name }: Binding, localName: string, reader?: () => unknown): unknown {
  if (name === undefined) return module.namespace;
  try {
    return module.readOwn(name);
  } catch {
    const error = new ReferenceError(`Cannot access '${localName}' before initialization`);
    Error.captureStackTrace?.(error, reader ?? readBinding);
    throw error;
  }
}
