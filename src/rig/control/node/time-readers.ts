/** Everything in the language and in Node that tells the time, made to tell virtual time. */
import { syncBuiltinESMExports } from 'node:module';
import { replaceLanguageClocks } from '../language-clocks.ts';

/** @param milliseconds since the program began, whole ms. @param wall ms since 1970. */
export function replaceTimeReaders(milliseconds: () => number, wall: () => number): void {
  replaceDate(wall);
  replaceLanguageClocks(wall);
  replacePerformance(milliseconds, wall);
  const hrtime = (previous?: [number, number]): [number, number] => {
    const at = milliseconds();
    const seconds = Math.floor(at / 1000) - (previous?.[0] ?? 0);
    const nanoseconds = (at % 1000) * 1e6 - (previous?.[1] ?? 0);
    return nanoseconds < 0 ? [seconds - 1, nanoseconds + 1e9] : [seconds, nanoseconds];
  };
  hrtime.bigint = () => BigInt(milliseconds()) * 1_000_000n;
  process.hrtime = hrtime;
  process.uptime = () => milliseconds() / 1000;
  syncBuiltinESMExports();
}

function replaceDate(wall: () => number): void {
  const RealDate = Date;
  RealDate.now = wall;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [wall()], newTarget),
    apply: () => new RealDate(wall()).toString(),
  });
  RealDate.prototype.constructor = globalThis.Date;
}

function replacePerformance(milliseconds: () => number, wall: () => number): void {
  const prototype: Performance = Object.getPrototypeOf(performance);
  const { mark, measure } = prototype;
  const value = (method: unknown) => ({ value: method, configurable: true, writable: true, enumerable: true });
  Object.defineProperties(prototype, {
    now: value(milliseconds),
    timeOrigin: { get: () => wall() - milliseconds(), configurable: true, enumerable: true },
    mark: value(function (this: Performance, name: string, options?: PerformanceMarkOptions) {
      return mark.call(this, name, { ...options, startTime: options?.startTime ?? milliseconds() });
    }),
    measure: value(function (
      this: Performance,
      name: string,
      start?: string | PerformanceMeasureOptions,
      end?: string,
    ) {
      if (end !== undefined) return measure.call(this, name, start as string, end);
      const { ...options } = typeof start === 'object' ? start : { start };
      if (options.end === undefined && options.duration === undefined) options.end = milliseconds();
      return measure.call(this, name, options);
    }),
  });
}
