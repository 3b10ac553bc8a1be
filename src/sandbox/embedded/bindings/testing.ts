import type { Kernel } from '../kernel/kernel.ts';

const noContexts = { exchange: () => undefined, set: () => {} };

/** A kernel for testing one binding alone on Node, whose own event loop stands in for the worker's. */
export function detachedKernel(): Kernel {
  return {
    enter: (callback) => callback(),
    post: (callback) => void setImmediate(callback),
    deliver: (callback) => void setImmediate(callback),
    listen() {},
    afterTask: (callback) => queueMicrotask(callback),
    context: () => undefined,
    job: () => () => {},
    handle: () => () => {},
    now: () => performance.now(),
    requireBuiltin: (id) => (id === 'internal/async_context_frame' ? noContexts : process.getBuiltinModule(id)),
    internalBinding: () => ({}),
  };
}
