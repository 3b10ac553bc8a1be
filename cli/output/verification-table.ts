/** What `duplex verify` found, as a table with the violations named below it. */
import type { Verified } from '../commands/verify.ts';
import { passed, type Run } from '../verification.ts';
import { type Paint, printable } from './paint.ts';

/** Texts of violations are cut here; `--json` has them whole. */
const MESSAGE = 220;

export function verificationTable(
  all: readonly Verified[],
  runtimes: readonly string[],
  seconds: number,
  style: Paint,
): string {
  const parts = all.map((verified) => exerciseText(verified, runtimes, style));
  const violations = all.flatMap((verified) => verified.violations);
  const runs = all.reduce((sum, verified) => sum + verified.runs.length, 0);
  const verdict =
    violations.length === 0 ? style.good('All of it holds') : style.bad(`${violations.length} violations`);
  return `${parts.join('\n')}\n${verdict} ${style.dim(`· ${runs} runs · ${seconds.toFixed(1)} s`)}\n`;
}

function exerciseText(
  { exercise, runs, violations, unproven }: Verified,
  runtimes: readonly string[],
  style: Paint,
): string {
  const bySubject = Map.groupBy(runs, ({ subject }) => subject.name);
  const width = Math.max(...[...bySubject.keys()].map((name) => name.length));
  const heads = runtimes.map((id) => id.padEnd(COLUMN)).join('');
  const lines = [
    `${style.bold(`${exercise.manifest.number} ${exercise.slug}`)}`,
    style.dim(`  ${' '.repeat(width)}  ${heads}`),
  ];
  for (const [name, ofSubject] of bySubject) {
    const wrong = violations.some(({ subject }) => subject === name);
    const cells = runtimes.map((id) => cell(ofSubject.filter(({ runtime }) => runtime === id)).padEnd(COLUMN));
    lines.push(`${wrong ? style.bad('✗') : style.good('✓')} ${name.padEnd(width)}  ${cells.join('').trimEnd()}`);
  }
  for (const { subject, runtime, seed, check, message } of violations) {
    const text = printable(message).replaceAll('\n', ' ');
    const where = [subject, check, `on ${runtime}`, `seed ${seed}`].filter(Boolean).join(' · ');
    lines.push(`${style.bad('!')} ${where}: ${text.length > MESSAGE ? `${text.slice(0, MESSAGE)}…` : text}`);
  }
  if (unproven.length > 0) lines.push(style.warning(`? No broken server fails ${unproven.join(', ')}: add one.`));
  return `${lines.join('\n')}\n`;
}

const COLUMN = 26;

/** `100 of 100`, `fails E4.1 E4.3`, `fails E4.1 ×20`. */
function cell(runs: readonly Run[]): string {
  const [first] = runs;
  if (!first) return '–';
  const times = runs.length > 1 ? ` ×${runs.length}` : '';
  const failing = first.ended.filter((check) => !passed(check)).map(({ id }) => id);
  if (first.subject.kind === 'broken') return `${failing.length > 0 ? `fails ${failing.join(' ')}` : 'passes'}${times}`;
  const sum = (list: typeof first.ended) => list.reduce((total, { points }) => total + points, 0);
  return `${sum(first.ended.filter(passed))} of ${sum(first.ended)}${times}`;
}
