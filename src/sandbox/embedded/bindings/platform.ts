/** Small bindings: what they would measure, trace or snapshot is not in the sandbox, or the loop's clock answers it. */
import facts from 'duplex:node-facts';
import { native } from '../kernel/captured.ts';
import type { Binding, Host } from '../kernel/host.ts';
import { unsupportedClass } from '../library/unsupported-error.ts';
import { createDelayHistogram, Histogram } from './histogram.ts';

const NANOSECONDS_PER_MS = 1e6;
const MICROSECONDS_PER_MS = 1e3;

export function createPerformanceBinding(host: Host): Binding {
  const constants = facts.bindings['performance'] as Readonly<Record<string, number>>;
  const milestones = new Float64Array(16).fill(-1);
  milestones[constants['NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN'] ?? 0] = 0;
  const wallOrigin = constants['NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP'] ?? 1;
  class OwnHistogram extends Histogram {
    constructor() {
      super(() => host.clock.monotonic());
    }
  }
  return {
    constants,
    // Read each time, as the clock may be set to virtual time after the library was loaded.
    milestones: new native.Proxy(milestones, {
      get: (target, key) =>
        key === String(wallOrigin)
          ? host.clock.timeOrigin() * MICROSECONDS_PER_MS
          : (Reflect.get(target, key) as unknown),
    }),
    now: () => host.clock.monotonic(),
    observerCounts: new Uint32Array(16),
    uvMetricsBuffer: new Int32Array(3),
    uvMetricsInfo: () => {},
    loopIdleTime: () => 0,
    markBootstrapComplete: () => {
      milestones[constants['NODE_PERFORMANCE_MILESTONE_BOOTSTRAP_COMPLETE'] ?? 2] =
        host.clock.monotonic() * NANOSECONDS_PER_MS;
    },
    setupObservers: () => {},
    installGarbageCollectionTracking: () => {},
    removeGarbageCollectionTracking: () => {},
    notify: () => {},
    createELDHistogram: (resolution: number) => createDelayHistogram(host, resolution),
    Histogram: OwnHistogram,
    SlidingWindowHistogram: unsupportedClass('perf_hooks.createSlidingWindowHistogram'),
  };
}

export const createTraceEventsBinding = (): Binding => ({
  usePerfetto: false,
  available: false,
  hasAgent: () => false,
  getEnabledCategories: () => undefined,
  setTraceCategoryStateUpdateHandler: () => {},
  getCategoryEnabledBuffer: () => new Uint8Array(1),
  isTraceCategoryEnabled: () => false,
  trace: () => {},
});

export const createSnapshotBinding = (): Binding => ({
  isBuildingSnapshotBuffer: new Uint8Array(1),
  setSerializeCallback: () => {},
  setDeserializeCallback: () => {},
  setDeserializeMainFunction: () => {},
  runEmbedderPreload: () => {},
  compileSerializeMain: () => {},
  anonymousMainPath: '__node_anonymous_main',
});

export const createDiagnosticsChannelBinding = (): Binding => ({
  subscribers: new Uint32Array(1024),
  linkNativeChannel: () => {},
  notifyChannelActive: () => {},
  notifyChannelInactive: () => {},
});

export const createWorkerBinding = (): Binding => ({
  isMainThread: true,
  isInternalThread: false,
  ownsProcessState: true,
  resourceLimits: new Float64Array(4),
  threadId: 0,
  threadName: '',
  getEnvMessagePort: () => undefined,
  kMaxYoungGenerationSizeMb: 0,
  kMaxOldGenerationSizeMb: 1,
  kCodeRangeSizeMb: 2,
  kStackSizeMb: 3,
  kTotalResourceLimitCount: 4,
  Worker: class Worker {},
});

export const createPermissionBinding = (): Binding => ({ has: () => true, drop: () => {} });

export const createTtyBinding = (): Binding => ({
  TTY: class TTY {},
  isTTY: () => false,
  UV_TTY_MODE_NORMAL: 0,
  UV_TTY_MODE_IO: 2,
  UV_TTY_MODE_RAW_VT: 3,
});

export const createReportBinding = (): Binding => ({
  shouldReportOnUncaughtException: () => false,
  setReportOnUncaughtException: () => {},
});
