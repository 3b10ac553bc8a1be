/** Prints what was measured: a table, or JSON for a script. */
import type { Target, Unit } from './figures.ts';
import type { PageWeight } from './page-weight.ts';
import { FIRST_RUN_LIMIT, type Sizes } from './sizes.ts';

/** One figure of both runtimes; medians. */
export interface Compared {
  readonly unit: Unit;
  readonly embedded: number;
  readonly node: number;
  readonly target?: Target | undefined;
}

export interface Report {
  readonly rounds: number;
  readonly figures: Readonly<Record<string, Compared>>;
  readonly lesson: PageWeight | undefined;
  readonly sandbox: Sizes | undefined;
}

export function printReport(report: Report, format: 'json' | 'text'): void {
  if (format === 'json') console.log(JSON.stringify(asJson(report), null, 2));
  else printText(report);
}

function asJson({ rounds, figures, lesson, sandbox }: Report): object {
  const entries = Object.entries(figures).map(([name, { unit, embedded, node, target }]) => [
    name,
    {
      unit,
      embedded,
      node,
      ratio: embedded / node,
      ...(target && { target: words(target), met: isMet(target, embedded, node) }),
    },
  ]);
  const lessonBytes = lesson && {
    ...{ scripts: lesson.scripts, styles: lesson.styles, fonts: lesson.fonts, total: lesson.total },
  };
  return { node: process.version, rounds, figures: Object.fromEntries(entries), lessonBytes, sandboxBytes: sandbox };
}

function printText({ figures, lesson, sandbox }: Report): void {
  const rows = Object.entries(figures).map(([figure, { unit, embedded, node, target }]) => ({
    figure,
    embedded: `${round(embedded)} ${unit}`,
    'native Node': `${round(node)} ${unit}`,
    ratio: (embedded / node).toFixed(2),
    target: target ? words(target) : '',
    met: target ? (isMet(target, embedded, node) ? 'yes' : 'no') : '',
  }));
  if (rows.length > 0) console.table(rows);
  if (sandbox) {
    const met = sandbox.firstRun <= FIRST_RUN_LIMIT ? 'yes' : 'no';
    console.log(`The sandbox of a ws server before its first Run, bytes in Brotli: ${sandbox.firstRun}`);
    console.log(`  runtime ${sandbox.runtime}, ws image ${sandbox.wsImage}; target <= ${FIRST_RUN_LIMIT}: ${met}`);
  }
  if (lesson) {
    console.log(`The lesson before its lab is touched, bytes in Brotli: ${lesson.total}`);
    console.log(`  scripts ${lesson.scripts}, styles ${lesson.styles}, fonts ${lesson.fonts}`);
  }
}

function isMet({ of, sign, limit }: Target, embedded: number, node: number): boolean {
  const found = of === 'ratio' ? embedded / node : embedded;
  return sign === '<=' ? found <= limit : found >= limit;
}

function words({ of, sign, limit }: Target): string {
  return `${sign} ${limit}${of === 'ratio' ? ' x native' : ''}`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
