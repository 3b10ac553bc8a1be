/** What `duplex verify` found: submissions × checks, with what does not hold named below. */
import type { Verified } from '../commands/verify.ts';
import { failed, passed, type Run, type Violation } from '../verification.ts';
import { indent, type Paint, printable } from './paint.ts';

/** Texts of violations are cut here; `--json` has them whole. */
const MESSAGE = 600;
const SEEDS_SHOWN = 8;

export interface TableOptions {
  readonly runtimes: readonly string[];
  /** `what is wrong` leaves out the rows of broken servers that fail as declared. */
  readonly rows: 'all' | 'what is wrong';
  readonly seconds: number;
  readonly style: Paint;
}

export function verificationTable(all: readonly Verified[], options: TableOptions): string {
  const { runtimes, seconds, style } = options;
  const parts = all.map((verified) => exerciseText(verified, options));
  const count = all.reduce((sum, { violations }) => sum + violations.length, 0);
  const runs = all.flatMap((verified) => verified.runs);
  const checks = runs.reduce((sum, { ended }) => sum + ended.length, 0);
  const verdict =
    count === 0 ? style.good('All of it holds') : style.bad(`${count} violation${count === 1 ? '' : 's'}`);
  const where = runtimes.join(' and ');
  return `${parts.join('\n')}\n${verdict} ${style.dim(`· ${runs.length} runs, ${checks} checks on ${where} · ${seconds.toFixed(1)} s`)}\n`;
}

function exerciseText(verified: Verified, { rows, runtimes, style }: TableOptions): string {
  const { exercise, runs, violations } = verified;
  const bySubject = Map.groupBy(runs, ({ subject }) => subject.name);
  const wrong = new Set(violations.map(({ subject }) => subject));
  const shown = [...bySubject].filter(([name]) => rows === 'all' || !name.startsWith('broken/') || wrong.has(name));
  const broken = [...bySubject.keys()].filter((name) => name.startsWith('broken/')).length;
  const hidden = bySubject.size - shown.length;
  const width = Math.max(...shown.map(([name]) => name.length), `${broken} broken servers`.length);
  const columns = exercise.checks.map(({ id }) => id.replace(/^.*\./, '').padStart(2));
  const lines = [
    style.bold(`${exercise.manifest.number} ${exercise.slug}`),
    style.dim(`  ${' '.repeat(width)} ${columns.map((it) => it.padEnd(runtimes.length)).join(' ')}`),
  ];
  for (const [name, ofSubject] of shown) {
    const cells = exercise.checks.map(({ id }) => cell(ofSubject, id, runtimes, style));
    lines.push(`${wrong.has(name) ? style.bad('✗') : style.good('✓')} ${name.padEnd(width)} ${cells.join(' ')}`);
  }
  if (broken > 0)
    lines.push(kills(verified, { label: brokenText(broken, hidden), width, pad: runtimes.length, style }));
  lines.push(...violations.map((violation) => violationText(violation, style)));
  return `${lines.join('\n')}\n`;
}

const brokenText = (broken: number, hidden: number) => (hidden > 0 ? `${broken} broken servers` : 'killed by');

/** How many broken servers each check fails. */
function kills(
  { exercise, runs }: Verified,
  { label, width, pad, style }: { label: string; width: number; pad: number; style: Paint },
): string {
  const counts = exercise.checks.map(({ id }) => {
    const killed = runs.filter(
      ({ subject, ended }) => subject.kind === 'broken' && ended.some((check) => check.id === id && failed(check)),
    );
    return String(new Set(killed.map(({ subject }) => subject.name)).size)
      .padStart(2)
      .padEnd(pad + 1);
  });
  return style.dim(`✗ ${label.padEnd(width)} ${counts.join(' ')}`.trimEnd());
}

/** A sign a runtime: all runs of a submission with one check. */
function cell(runs: readonly Run[], id: string, runtimes: readonly string[], style: Paint): string {
  const signs = runtimes.map((runtime) => {
    const ended = runs
      .filter((run) => run.runtime === runtime)
      .flatMap((run) => run.ended.filter((check) => check.id === id));
    if (ended.length === 0) return style.dim('·');
    if (ended.every(passed)) return style.good('✓');
    if (ended.some(({ verdict }) => verdict.status === 'could-not-check')) return style.warning('?');
    // Some seeds pass and others fail.
    return ended.every(failed) ? style.bad('✗') : style.warning('~');
  });
  return ` ${signs.join('')}`;
}

function violationText({ subject, runtime, check, message, seeds, of }: Violation, style: Paint): string {
  const where = [subject, check, runtime && `on ${runtime}`, seedsText(seeds, of)].filter(Boolean).join(' · ');
  const [first = '', ...more] = printable(message.length > MESSAGE ? `${message.slice(0, MESSAGE)}…` : message).split(
    '\n',
  );
  const rest = more.length > 0 ? `\n${indent(more.join('\n'), '    ')}` : '';
  return `${style.bad('!')} ${where ? `${where}: ` : ''}${first}${rest}`;
}

/** `seed 1`; of several, how many and which. */
function seedsText(seeds: readonly number[], of: number): string | undefined {
  if (of === 0) return undefined;
  if (of === 1) return `seed ${seeds[0]}`;
  const named = seeds.slice(0, SEEDS_SHOWN).join(', ');
  return `${seeds.length} of ${of} seeds (${named}${seeds.length > SEEDS_SHOWN ? ', …' : ''})`;
}
