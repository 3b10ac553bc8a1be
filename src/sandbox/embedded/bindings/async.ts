/** The bindings of asynchronous work: `task_queue`, `async_wrap`, `async_context_frame`, `timers`. */
import facts from 'duplex:node-facts';
import { native } from '../kernel/captured.ts';
import type { Binding, Host } from '../kernel/host.ts';
import type { AsyncContext } from '../kernel/loop.ts';

const TICK_SCHEDULED = 0;
const REJECTION_TO_WARN = 1;

export type RejectionHandler = (type: number, promise: Promise<unknown>, reason: unknown) => void;

/** What Node's task queue gave to its binding. */
export interface TaskQueue {
  drain(): void;
  pending(): boolean;
  reject: RejectionHandler;
}

export const taskQueue: TaskQueue = {
  drain: () => {},
  pending: () => false,
  reject: () => {},
};

export const promiseRejectEvents = {
  kPromiseRejectWithNoHandler: 0,
  kPromiseHandlerAddedAfterReject: 1,
  kPromiseRejectAfterResolved: 2,
  kPromiseResolveAfterResolved: 3,
} as const;

export function createTaskQueueBinding(host: Host): Binding {
  const flags = [0, 0];
  // A tick that is asked for outside a callback, in a promise job, needs a turn of its own.
  const tickInfo = {
    get [TICK_SCHEDULED]() {
      return flags[TICK_SCHEDULED];
    },
    set [TICK_SCHEDULED](value: number | undefined) {
      flags[TICK_SCHEDULED] = value ?? 0;
      if (value) host.loop.wakeForTick();
    },
    get [REJECTION_TO_WARN]() {
      return flags[REJECTION_TO_WARN];
    },
    set [REJECTION_TO_WARN](value: number | undefined) {
      flags[REJECTION_TO_WARN] = value ?? 0;
      if (value) host.loop.wakeForTick();
    },
  };
  taskQueue.pending = () => flags[TICK_SCHEDULED] === 1 || flags[REJECTION_TO_WARN] === 1;
  return {
    tickInfo,
    promiseRejectEvents,
    /** The browser runs promise jobs at the end of the task. */
    runMicrotasks: () => {},
    enqueueMicrotask: (callback: () => void) => {
      native.queueMicrotask(() => host.loop.runMicrotask(callback));
    },
    setTickCallback: (drain: () => void) => {
      taskQueue.drain = drain;
    },
    setPromiseRejectCallback: (reject: RejectionHandler) => {
      taskQueue.reject = reject;
    },
  };
}

/**
 * The frame `AsyncLocalStorage` reads. Callbacks of timers, ticks, immediates, sockets and promises' `then` carry it;
 * a native `await` cannot: see docs/discoveries/async-context-across-await.md.
 */
export function createAsyncContext(): AsyncContext {
  let frame: unknown;
  return {
    current: () => frame,
    set: (next) => {
      frame = next;
    },
  };
}

export function createAsyncContextFrameBinding(host: Host): Binding {
  return {
    getContinuationPreservedEmbedderData: host.context.current,
    setContinuationPreservedEmbedderData: host.context.set,
  };
}

export function createTimersBinding(host: Host): Binding {
  return {
    ...host.clock.binding,
    immediateInfo: host.immediates.info,
    toggleImmediateRef: () => host.loop.wake(),
  };
}

interface AsyncHookConstants {
  readonly kStackLength: number;
  readonly kExecutionAsyncId: number;
  readonly kTriggerAsyncId: number;
  readonly kAsyncIdCounter: number;
  readonly kDefaultTriggerAsyncId: number;
}

export function createAsyncWrapBinding(): Binding {
  const constants = facts.bindings['async_wrap'] as unknown as AsyncHookConstants;
  const { kStackLength, kExecutionAsyncId, kTriggerAsyncId } = constants;
  const fields = new Uint32Array(16);
  const ids = new Float64Array(8);
  const resources: unknown[] = [];
  ids[constants.kAsyncIdCounter] = 1;
  ids[constants.kDefaultTriggerAsyncId] = -1;

  const binding = {
    constants,
    Providers: facts.providers,
    async_hook_fields: fields,
    async_id_fields: ids,
    /** The library fills it itself and calls `pushAsyncContext` when it is full. */
    async_ids_stack: new Float64Array(32),
    execution_async_resources: resources,
    setupHooks: () => {},
    setCallbackTrampoline: () => {},
    setPromiseHooks: () => {},
    getPromiseHooks: () => [undefined, undefined, undefined, undefined],
    registerDestroyHook: () => {},
    queueDestroyAsyncId: () => {},
    executionAsyncResource: (index: number) => resources[index],
    pushAsyncContext(execution: number, trigger: number) {
      const depth = fields[kStackLength] ?? 0;
      if (depth * 2 >= binding.async_ids_stack.length) {
        const longer = new Float64Array(depth * 4);
        longer.set(binding.async_ids_stack);
        binding.async_ids_stack = longer;
      }
      binding.async_ids_stack[depth * 2] = ids[kExecutionAsyncId] ?? 0;
      binding.async_ids_stack[depth * 2 + 1] = ids[kTriggerAsyncId] ?? 0;
      fields[kStackLength] = depth + 1;
      ids[kExecutionAsyncId] = execution;
      ids[kTriggerAsyncId] = trigger;
    },
    popAsyncContext: () => false,
    clearAsyncIdStack() {
      fields[kStackLength] = 0;
      ids[kExecutionAsyncId] = 0;
      ids[kTriggerAsyncId] = 0;
      resources.length = 0;
    },
  };
  return binding;
}
