/** The order in which linked modules are evaluated. ECMA-262, 16.2.1.6.1.3 Evaluate ( ) and what it calls. */

/** One module as evaluation sees it. */
export interface Evaluable {
  /** In source order. */
  readonly dependencies: readonly Evaluable[];
  readonly hasTopLevelAwait: boolean;
  readonly evaluation: EvaluationState;
  /** Runs the module's body; a promise when it has top-level await. */
  execute(): Promise<unknown> | undefined;
}

export class EvaluationState {
  status: 'linked' | 'evaluating' | 'evaluating-async' | 'evaluated' = 'linked';
  /** What the module threw, boxed, since anything can be thrown. */
  failure: { readonly error: unknown } | undefined;
  index = 0;
  ancestorIndex = 0;
  cycleRoot: Evaluable | undefined;
  /** The order in which modules became asynchronous; undefined for those that are not. */
  asyncOrder: number | undefined;
  pendingDependencies = 0;
  asyncParents: Evaluable[] = [];
  done: PromiseWithResolvers<void> | undefined;
}

let asyncCounter = 0;

/** Evaluates a module and all it depends on. The promise is settled at once when nothing awaits. */
export function evaluate(module: Evaluable): Promise<void> {
  const { status } = module.evaluation;
  const isStarted = status === 'evaluating-async' || status === 'evaluated';
  const root = isStarted ? (module.evaluation.cycleRoot ?? module) : module;
  const state = root.evaluation;
  if (state.done !== undefined) return state.done.promise;
  const done = Promise.withResolvers<void>();
  state.done = done;
  if (state.failure !== undefined) {
    done.reject(state.failure.error);
    return done.promise;
  }
  const stack: Evaluable[] = [];
  try {
    evaluateInner(root, stack, 0);
    if (state.asyncOrder === undefined) done.resolve();
  } catch (error) {
    for (const started of stack) fail(started, { error });
    fail(root, { error });
    done.reject(error);
  }
  return done.promise;
}

function fail(module: Evaluable, failure: { readonly error: unknown }): void {
  module.evaluation.status = 'evaluated';
  module.evaluation.failure ??= failure;
}

function evaluateInner(module: Evaluable, stack: Evaluable[], startIndex: number): number {
  const state = module.evaluation;
  if (state.status === 'evaluating-async' || state.status === 'evaluated') {
    if (state.failure !== undefined) throw state.failure.error;
    return startIndex;
  }
  if (state.status === 'evaluating') return startIndex;
  state.status = 'evaluating';
  state.index = startIndex;
  state.ancestorIndex = startIndex;
  stack.push(module);
  let index = startIndex + 1;
  for (const dependency of module.dependencies) {
    index = evaluateInner(dependency, stack, index);
    awaitDependency(module, dependency);
  }
  if (state.pendingDependencies > 0 || module.hasTopLevelAwait) {
    state.asyncOrder = asyncCounter++;
    if (state.pendingDependencies === 0) executeAsync(module);
  } else {
    module.execute();
  }
  if (state.ancestorIndex === state.index) closeCycle(module, stack);
  return index;
}

function awaitDependency(module: Evaluable, dependency: Evaluable): void {
  let required = dependency;
  if (required.evaluation.status === 'evaluating') {
    const { evaluation } = module;
    evaluation.ancestorIndex = Math.min(evaluation.ancestorIndex, required.evaluation.ancestorIndex);
  } else {
    required = required.evaluation.cycleRoot ?? required;
    if (required.evaluation.failure !== undefined) throw required.evaluation.failure.error;
  }
  const { asyncOrder, status } = required.evaluation;
  if (asyncOrder === undefined || status === 'evaluated') return;
  module.evaluation.pendingDependencies++;
  required.evaluation.asyncParents.push(module);
}

function closeCycle(root: Evaluable, stack: Evaluable[]): void {
  for (;;) {
    const member = stack.pop();
    if (member === undefined) return;
    member.evaluation.status = member.evaluation.asyncOrder === undefined ? 'evaluated' : 'evaluating-async';
    member.evaluation.cycleRoot = root;
    if (member === root) return;
  }
}

function executeAsync(module: Evaluable): void {
  Promise.resolve(module.execute()).then(
    () => fulfilled(module),
    (error: unknown) => rejected(module, { error }),
  );
}

function fulfilled(module: Evaluable): void {
  const state = module.evaluation;
  if (state.status === 'evaluated') return;
  state.status = 'evaluated';
  state.done?.resolve();
  const ready: Evaluable[] = [];
  gatherReady(module, ready);
  ready.sort((a, b) => (a.evaluation.asyncOrder ?? 0) - (b.evaluation.asyncOrder ?? 0));
  for (const parent of ready) {
    if (parent.evaluation.status === 'evaluated') continue;
    if (parent.hasTopLevelAwait) {
      executeAsync(parent);
      continue;
    }
    try {
      parent.execute();
    } catch (error) {
      rejected(parent, { error });
      continue;
    }
    parent.evaluation.status = 'evaluated';
    parent.evaluation.done?.resolve();
  }
}

/** Parents that waited for this module last; those without await of their own let their parents through as well. */
function gatherReady(module: Evaluable, ready: Evaluable[]): void {
  for (const parent of module.evaluation.asyncParents) {
    const root = parent.evaluation.cycleRoot;
    if (ready.includes(parent) || root?.evaluation.failure !== undefined) continue;
    parent.evaluation.pendingDependencies--;
    if (parent.evaluation.pendingDependencies > 0) continue;
    ready.push(parent);
    if (!parent.hasTopLevelAwait) gatherReady(parent, ready);
  }
}

function rejected(module: Evaluable, failure: { readonly error: unknown }): void {
  const state = module.evaluation;
  if (state.status === 'evaluated') return;
  state.status = 'evaluated';
  state.failure = failure;
  for (const parent of state.asyncParents) rejected(parent, failure);
  state.done?.reject(failure.error);
}
