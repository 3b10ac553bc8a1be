/** A check's outcome for a person to read. */
import type { Verdict } from '../../src/rig/check.ts';
import type { CheckEnded } from '../../src/rig/grading/results.ts';
import { indent, type Paint, printable } from './paint.ts';
import { transcriptText } from './transcript.ts';

/** Lines of the program's own output shown with a failure. */
const OUTPUT_LINES = 12;

/** A line of a stack trace that leads through Node, not through the student's files. */
const NODES_OWN_FRAME = /^ +at .*\bnode:/;

export interface ReportOptions {
  readonly style: Paint;
  /** Width of the longest title. */
  readonly width: number;
  /** The seed that was asked for. */
  readonly seed: number;
}

export function checkText(ended: CheckEnded, { style, width, seed }: ReportOptions): string {
  const { id, title, points, verdict } = ended;
  const passed = verdict.status === 'passed';
  const mark = passed ? style.good('✓') : verdict.status === 'could-not-check' ? style.warning('?') : style.bad('✗');
  const score = `${String(passed ? points : 0).padStart(3)}/${points}`;
  const head = `${mark} ${id.padEnd(6)} ${title.padEnd(width)} ${score}\n`;
  return passed ? head : `${head}${indent(explanation(ended, style, seed), '    ')}\n`;
}

function explanation(ended: CheckEnded, style: Paint, asked: number): string {
  const { id, lesson, verdict, transcript, output } = ended;
  const sections = whatHappened(verdict).map(([name, text]) => field(name, text, style));
  if (verdict.status === 'could-not-check') return `${sections.join('\n')}\n`;
  const seed = 'seed' in verdict ? verdict.seed : undefined;
  if (seed !== undefined && seed !== asked) {
    sections.push(field('Seed', `It passes with others. To meet this order again: --only ${id} --seed ${seed}`, style));
  }
  sections.push(field('Read', `modules/${lesson}`, style));
  if (transcript && transcript.rows.length > 0) {
    sections.push(`${style.dim('Wire')}\n${transcriptText(transcript, style)}`);
  }
  const printed = printable(output).trimEnd();
  if (printed) {
    const lines = printed.split('\n').filter((line) => !NODES_OWN_FRAME.test(line));
    const last = lines.slice(-OUTPUT_LINES).join('\n');
    sections.push(
      `${style.dim(lines.length > OUTPUT_LINES ? 'Your program printed last' : 'Your program printed')}\n${indent(last, '  ')}`,
    );
  }
  return `${sections.join('\n')}\n`;
}

function whatHappened(verdict: Verdict): readonly (readonly [name: string, text: string])[] {
  switch (verdict.status) {
    case 'passed':
      return [];
    case 'failed':
      return [
        ['Expected', verdict.expected],
        ['Received', verdict.received],
        ['Why', verdict.why],
      ];
    case 'timed-out':
      return [
        ['Waited in vain for', verdict.waitingFor],
        ...(verdict.received === undefined ? [] : [['Received', verdict.received] as const]),
        ...(verdict.why === undefined ? [] : [['Why', verdict.why] as const]),
      ];
    case 'crashed': {
      const { at, error } = verdict;
      const place = at && [at.file, at.line, at.column].filter((it) => it !== undefined).join(':');
      return [['Your program died', place ? `${error}\nat ${place}` : error]];
    }
    case 'could-not-check':
      return [['Not checked', verdict.reason]];
  }
}

/** A name and its text; further lines stand under the first. */
function field(name: string, text: string, style: Paint): string {
  const label = `${name}: `.padEnd(10);
  const [first = '', ...rest] = printable(text).split('\n');
  return [`${style.dim(label)}${first}`, ...rest.map((line) => ' '.repeat(10) + line)].join('\n');
}
