/** Counts the work of a process that ends outside its event loop's JavaScript: files, names, crypto, compression. */
import async_hooks from 'node:async_hooks';
import { zlibBinding } from './internals.ts';

/** Resources that live from `init` to `after` of one callback. `HTTP…REQUEST` are parsers, not jobs. */
const ONE_CALLBACK = /^(FSREQ|FILEHANDLECLOSEREQ|GETADDRINFO|GETNAMEINFO|QUERYWRAP|BLOBREADER)|^(?!HTTP).*REQUEST$/;
/** Work whose end nobody can count. */
const FOREIGN = /^(WORKER|MESSAGEPORT|PROCESSWRAP)$/;

export interface Jobs {
  /** Names of the jobs under way. */
  pending(): readonly string[];
  foreign(): number;
}

interface CryptoJob {
  run?(this: CryptoJob): unknown;
  getAsyncId(): number;
}

export function countJobs(): Jobs {
  const jobs = new Map<number, string>();
  const foreign = new Set<number>();
  const wrapped = new Set<object>();

  /** A synchronous crypto call makes the same resource and never calls back: only what `run` returns tells them apart. */
  function wrapRun(prototype: CryptoJob): void {
    if (wrapped.has(prototype)) return;
    wrapped.add(prototype);
    const { run } = prototype;
    if (!run) return;
    prototype.run = function () {
      const result = run.call(this);
      const done = () => jobs.delete(this.getAsyncId());
      if (Array.isArray(result)) done();
      else if (result instanceof Promise) result.then(done, done);
      return result;
    };
  }

  async_hooks
    .createHook({
      trackPromises: false,
      init(id, type, _trigger, resource) {
        if (FOREIGN.test(type)) foreign.add(id);
        if (!ONE_CALLBACK.test(type)) return;
        jobs.set(id, type);
        if (type.endsWith('REQUEST')) wrapRun(Object.getPrototypeOf(resource) as CryptoJob);
      },
      after(id) {
        jobs.delete(id);
      },
      destroy(id) {
        jobs.delete(id);
        foreign.delete(id);
      },
    })
    .enable();

  const compressing = countCompression();
  return {
    pending: () => [...jobs.values(), ...Array.from({ length: compressing() }, () => 'ZLIB')],
    foreign: () => foreign.size,
  };
}

/** Compression makes one resource a stream, not one a job: count from each `write` to its callback. */
function countCompression(): () => number {
  const writing = new WeakSet<object>();
  let count = 0;
  for (const name of ['Zlib', 'BrotliEncoder', 'BrotliDecoder', 'ZstdCompress', 'ZstdDecompress']) {
    const prototype = zlibBinding[name]?.prototype;
    if (!prototype) continue;
    const { init, write } = prototype;
    prototype.init = function (...args) {
      const at = args.findIndex((arg) => typeof arg === 'function');
      const callback = args[at];
      if (typeof callback === 'function') {
        args[at] = function (this: object, ...results: unknown[]) {
          if (writing.delete(this)) count--;
          return callback.apply(this, results);
        };
      }
      return init.apply(this, args);
    };
    prototype.write = function (...args) {
      if (!writing.has(this)) {
        writing.add(this);
        count++;
      }
      return write.apply(this, args);
    };
  }
  return () => count;
}
