/** The histograms of `perf_hooks`: every value is kept, so nothing is rounded. What only statisticians ask is refused. */
import type { Host } from '../kernel/host.ts';
import { unsupportedFunction } from '../library/unsupported-error.ts';

const REFUSED = [
  ...['cdf', 'countAt', 'meanCI', 'export', 'ewmaMean', 'ewmaStddev', 'ewmaErrorRate', 'ksTest', 'welchTest'],
  ...['mannWhitneyTest', 'cohensD', 'cliffsD', 'kurtosis', 'skewness', 'linearBuckets', 'logBuckets', 'percentileCI'],
  ...['qrde', 'percentilesAt'],
];
const NANOSECONDS_PER_MS = 1e6;
/** What an empty histogram gives as its least value. */
const NOTHING = 9_223_372_036_854_776_000;

export class Histogram {
  #values: number[] = [];
  #isSorted = true;
  #lastRecord: number | undefined;
  readonly #now: () => number;

  /** @param now ms */
  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  record(value: number | bigint): void {
    this.#values.push(Number(value));
    this.#isSorted = false;
  }
  recordDelta(): void {
    const now = this.#now();
    if (this.#lastRecord !== undefined) this.record(Math.round((now - this.#lastRecord) * NANOSECONDS_PER_MS));
    this.#lastRecord = now;
  }
  recordCorrected(value: number, interval: number): void {
    for (let left = value; left > 0; left -= interval > 0 ? interval : left) this.record(left);
  }
  add(other: Histogram): void {
    for (const value of other.#values) this.record(value);
  }
  subtract(other: Histogram): void {
    for (const value of other.#values) {
      const at = this.#values.indexOf(value);
      if (at >= 0) this.#values.splice(at, 1);
    }
  }
  reset(): void {
    this.#values = [];
  }

  #sorted(): readonly number[] {
    if (!this.#isSorted) this.#values.sort((a, b) => a - b);
    this.#isSorted = true;
    return this.#values;
  }

  count = (): number => this.#values.length;
  min = (): number => this.#sorted()[0] ?? NOTHING;
  max = (): number => this.#sorted().at(-1) ?? 0;
  mean = (): number => this.#values.reduce((sum, value) => sum + value, 0) / this.#values.length;
  stddev = (): number => {
    const mean = this.mean();
    return Math.sqrt(this.#values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / this.#values.length);
  };
  exceeds = (): number => 0;
  percentile = (percentile: number): number => {
    const sorted = this.#sorted();
    return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? 0;
  };
  percentiles = (map: Map<number, number>): void => {
    for (let left = 100; left > 100 / 2 ** 8; left /= 2) map.set(100 - left, this.percentile(100 - left));
    map.set(100, this.max());
  };

  countBigInt = (): bigint => BigInt(this.count());
  minBigInt = (): bigint => BigInt(this.min());
  maxBigInt = (): bigint => BigInt(this.max());
  exceedsBigInt = (): bigint => 0n;
  percentileBigInt = (percentile: number): bigint => BigInt(this.percentile(percentile));
  percentilesBigInt = (map: Map<number, bigint>): void => {
    const plain = new Map<number, number>();
    this.percentiles(plain);
    for (const [key, value] of plain) map.set(key, BigInt(value));
  };
}
for (const name of REFUSED)
  Object.defineProperty(Histogram.prototype, name, {
    value: unsupportedFunction(`histogram.${name}`),
    writable: true,
    configurable: true,
  });

/** How late the loop is: a timer of the browser's own, which keeps nothing alive. */
export function createDelayHistogram(host: Host, resolution: number): Histogram {
  let timer: object | undefined;
  let before = 0;
  const { setInterval, clearInterval } = host.kernel.requireBuiltin('timers') as typeof import('node:timers');
  return Object.assign(new Histogram(), {
    start(this: Histogram) {
      before = host.clock.monotonic();
      timer = setInterval(() => {
        const now = host.clock.monotonic();
        this.record(Math.max(1, Math.round((now - before) * NANOSECONDS_PER_MS)));
        before = now;
      }, resolution).unref();
    },
    stop() {
      clearInterval(timer as NodeJS.Timeout | undefined);
    },
  });
}
