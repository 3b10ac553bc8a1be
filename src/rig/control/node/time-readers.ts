/** Everything in the language and in Node that tells the time, made to tell virtual time. */
import { syncBuiltinESMExports } from 'node:module';

/** @param milliseconds loop time, whole ms. @param wall ms since 1970. */
export function replaceTimeReaders(milliseconds: () => number, wall: () => number): void {
  replaceDate(wall);
  replaceTemporal(wall);
  Object.defineProperty(Object.getPrototypeOf(performance), 'now', {
    value: milliseconds,
    configurable: true,
    writable: true,
    enumerable: true,
  });
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

interface Instant {
  toZonedDateTimeISO(zone: string): Record<'toPlainDateTime' | 'toPlainDate' | 'toPlainTime', () => unknown>;
}

interface TemporalNamespace {
  readonly Instant: { fromEpochMilliseconds(ms: number): Instant };
  readonly Now: Record<string, unknown> & { timeZoneId(): string };
}

function replaceTemporal(wall: () => number): void {
  const temporal = Reflect.get(globalThis, 'Temporal') as TemporalNamespace | undefined;
  if (!temporal) return;
  const instant = () => temporal.Instant.fromEpochMilliseconds(wall());
  const zoned = (zone = temporal.Now.timeZoneId()) => instant().toZonedDateTimeISO(zone);
  temporal.Now['instant'] = instant;
  temporal.Now['zonedDateTimeISO'] = zoned;
  temporal.Now['plainDateTimeISO'] = (zone?: string) => zoned(zone).toPlainDateTime();
  temporal.Now['plainDateISO'] = (zone?: string) => zoned(zone).toPlainDate();
  temporal.Now['plainTimeISO'] = (zone?: string) => zoned(zone).toPlainTime();
}
