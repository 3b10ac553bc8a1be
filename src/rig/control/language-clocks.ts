/** The clocks of the language beside `Date`, made to tell virtual time: `Temporal.Now`, and what `Intl` takes for now. */

interface Instant {
  toZonedDateTimeISO(zone: string): Record<'toPlainDateTime' | 'toPlainDate' | 'toPlainTime', () => unknown>;
}

interface TemporalNamespace {
  readonly Instant: { fromEpochMilliseconds(ms: number): Instant };
  readonly Now: Record<string, unknown> & { timeZoneId(): string };
}

/** @param wall ms since 1970 */
export function replaceLanguageClocks(wall: () => number): void {
  replaceTemporal(wall);
  replaceIntl(wall);
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

type Format = (date?: unknown) => string;

/** Without a date, a format formats now. */
function replaceIntl(wall: () => number): void {
  const prototype = Intl.DateTimeFormat.prototype;
  const native = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const { formatToParts } = prototype;
  const formats = new WeakMap<Format, Format>();
  Object.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const format = native?.call(this) as Format;
      const known = formats.get(format);
      if (known) return known;
      const virtual: Format = (date) => format(date === undefined ? wall() : date);
      formats.set(format, virtual);
      return virtual;
    },
  });
  Object.defineProperty(prototype, 'formatToParts', {
    configurable: true,
    writable: true,
    value(this: Intl.DateTimeFormat, date?: Date | number) {
      return formatToParts.call(this, date === undefined ? wall() : date);
    },
  });
}
