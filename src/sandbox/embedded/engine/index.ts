/**
 * Makes other engines enough like V8 for Node's library and for packages. Everything is found out by trying, never by the
 * browser's name, and where nothing is amiss nothing is changed. Comes before all else of the worker: others take functions
 * of the global object as soon as they are loaded.
 */
import { installDisposable, readsUsing } from './disposable.ts';
import { createEvaluate } from './evaluate.ts';
import { installStackTraces } from './stack-traces.ts';

installDisposable();
const mendError = installStackTraces();

/** What the rest of the worker must know of its engine. */
export const engine = {
  evaluate: createEvaluate(),
  mendError,
  readsUsing: readsUsing(),
} as const;

export { programPlace } from './places.ts';
