/** Node's own modules behind `--expose-internals`, with the shapes of the pinned version that the preloads rely on. */
import { createRequire } from 'node:module';

const load = createRequire(process.execPath);

export interface InternalTimer {
  readonly _idleStart: number;
  /** Towards the end of its list: what was started later. */
  readonly _idlePrev: InternalTimer;
}

/** Every timer of one duration hangs in one list, in the order they were started. */
export interface TimerList {
  readonly msecs: number;
  expiry: number;
  readonly priorityQueuePosition: number;
}

interface TimersModule {
  readonly timerListMap: Readonly<Record<string, TimerList>>;
  readonly timerListQueue: { percolateUp(position: number): void; percolateDown(position: number): void };
  readonly immediateInfoFields: { readonly kCount: number };
  getTimerCallbacks(runNextTicks: () => void): {
    processImmediate: () => void;
    processTimers: (now: number) => number;
  };
}

interface TimersBinding {
  getLibuvNow(): number;
  scheduleTimer(ms: number): void;
  toggleTimerRef(referenced: boolean): void;
  setupTimers(processImmediate: () => void, processTimers: (now: number) => number): void;
  /** The number of referenced timers, at index 0. */
  readonly timerInfo?: Int32Array;
  readonly timeoutInfo?: Int32Array;
  readonly immediateInfo: Uint32Array;
}

/** One TCP socket beneath `net.Socket`. */
export interface TcpHandle {
  getpeername(out: { port?: number }): number;
  writeBuffer(request: null, bytes: Uint8Array): number | WriteRequest;
}

/** A write under way: `net` attaches `oncomplete` after the write method returned it. */
export interface WriteRequest {
  oncomplete?: (status: number) => void;
  handle?: unknown;
  buffer?: unknown;
  async: boolean;
  bytes: number;
  error: unknown;
  callback: unknown;
  writeStatus: number | null;
}

/** One HTTP message after another, as `http` parses them. */
export interface Parser {
  initialize(...args: unknown[]): unknown;
}

interface HttpBinding {
  readonly HTTPParser: { readonly prototype: Parser; readonly kOnMessageBegin: number };
  readonly ConnectionsList: {
    readonly prototype: {
      /** Parsers whose message has begun and is not complete. */
      active(): Parser[];
      /** Times in ms, 0 for none. */
      expired(headersTimeout: number, requestTimeout: number): Parser[];
    };
  };
}

interface ZlibHandle {
  init(...args: unknown[]): unknown;
  write(...args: unknown[]): unknown;
}

interface ZlibBinding {
  readonly [className: string]: { readonly prototype: ZlibHandle } | undefined;
}

function quietly<T>(action: () => T): T {
  const warn = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return action();
  } finally {
    process.emitWarning = warn;
  }
}

// Loading it warns that internals are exposed: nothing a student should read.
const { internalBinding } = quietly(() => load('internal/test/binding')) as { internalBinding(name: string): unknown };

export const timers = load('internal/timers') as TimersModule;
export const timersBinding = internalBinding('timers') as TimersBinding;
export const zlibBinding = internalBinding('zlib') as ZlibBinding;
export const { HTTPParser, ConnectionsList } = internalBinding('http_parser') as HttpBinding;
export const TCP = (internalBinding('tcp_wrap') as { TCP: { readonly prototype: TcpHandle } }).TCP;
export const { UV_ECANCELED } = internalBinding('uv') as { UV_ECANCELED: number };
/** Through which a stream's binding hands numbers to the library. */
export const streamWrap = internalBinding('stream_wrap') as {
  readonly streamBaseState: Int32Array;
  readonly kBytesWritten: number;
  readonly kLastWriteErr: number;
};
export const linkedList = load('internal/linkedlist') as {
  isEmpty(list: TimerList): boolean;
  peek(list: TimerList): InternalTimer;
};
/** Loaded by `http` later, which then picks up what is replaced here. */
export const internalHttp = load('internal/http') as { utcDate(): string };
/** Its loaders look the function up at each call. */
export const typescript = load('internal/modules/typescript') as {
  stripTypeScriptModuleTypes(source: string, filename: string, sourceUrl?: string): string;
};

/** Runs what `nextTick` and promises have queued. */
export const runNextTicks = (process as unknown as { _tickCallback(): void })._tickCallback;
