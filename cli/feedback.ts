/**
 * What a student reads who has written a broken server, kept in `exercises/<slug>/feedback.md` for people to review.
 * It is recorded from seed 1: other seeds draw other orders and other words.
 */
import type { CheckEnded } from '../src/rig/grading/results.ts';
import { failed, type Run, type Violation } from './verification.ts';

export const FEEDBACK_SEED = 1;

/** Texts by submission (`broken/<mistake>`), then by check. */
export type Feedback = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What the runs with the recorded seed have told, on one runtime. */
export function feedbackOf(runs: readonly Run[]): Feedback {
  const told = new Map<string, Map<string, string>>();
  for (const { subject, seed, ended } of runs) {
    if (seed !== FEEDBACK_SEED || (subject.kind !== 'broken' && subject.kind !== 'starter')) continue;
    const texts = ended.filter(failed).map((check) => [check.id, textOf(check)] as const);
    if (texts.length > 0) told.set(subject.name, new Map(texts));
  }
  return told;
}

/** The words of a verdict and the row of the transcript it points at, without what differs from run to run. */
export function textOf({ verdict, transcript }: CheckEnded): string {
  const row = transcript?.rows.find(({ id }) => id === transcript.marked);
  const marked = row ? [['Marked', `${row.link}: ${row.direction ?? '·'} ${row.kind} ${row.preview}`]] : [];
  return masked(
    [...sectionsOf(verdict), ...marked]
      .map(([name = '', text = '']) => `${name.padEnd(9)} ${text.replaceAll('\n', `\n${' '.repeat(10)}`)}`)
      .join('\n'),
  );
}

function sectionsOf(verdict: CheckEnded['verdict']): readonly (readonly [name: string, text: string])[] {
  switch (verdict.status) {
    case 'failed':
      return [
        ['Expected', verdict.expected],
        ['Received', verdict.received],
        ['Why', verdict.why],
      ];
    case 'timed-out':
      return [
        ['Waited for', verdict.waitingFor],
        ['Received', verdict.received ?? 'nothing'],
        ...(verdict.why === undefined ? [] : [['Why', verdict.why] as const]),
      ];
    case 'crashed':
      // Engines agree on lines, not on columns.
      return [['Died', verdict.at ? `${verdict.error} at ${verdict.at.file}:${verdict.at.line}` : verdict.error]];
    default:
      return [];
  }
}

/** Ids drawn from the system's randomness, moments of time, and ports. */
const MASKS: readonly (readonly [what: RegExp, by: string])[] = [
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '(id)'],
  [/\b[\da-f]{16,}\b/gi, '(id)'],
  [/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, '(time)'],
  [/\b17\d{11}\b/g, '(time)'],
  [/\b(port |127\.0\.0\.1:|localhost:)\d{4,5}\b/g, '$1(port)'],
];

function masked(text: string): string {
  return MASKS.reduce((rest, [what, by]) => rest.replace(what, by), text);
}

const HEAD = `What a student reads who has made one of these mistakes. Recorded by \`duplex verify <slug> --record\`: read what has
changed as if you had written that server. \`duplex verify\` fails when a text is another.
`;

export function formatFeedback(title: string, feedback: Feedback): string {
  const parts = [...feedback].map(([name, texts]) => {
    const checks = [...texts].map(([id, text]) => `### ${id}\n\n${text.replace(/^(?=.)/gm, '    ')}\n`);
    return `## ${name}\n\n${checks.join('\n')}`;
  });
  return `# ${title}\n\n${[HEAD, ...parts].join('\n')}`;
}

export function parseFeedback(text: string): Feedback {
  const told = new Map<string, ReadonlyMap<string, string>>();
  for (const part of text.split(/^## /m).slice(1)) {
    const [head = '', ...checks] = part.split(/^### /m);
    const texts = checks.map((check) => {
      const [id = '', ...lines] = check.split('\n');
      return [
        id.trim(),
        lines
          .map((line) => line.replace(/^ {4}/, ''))
          .join('\n')
          .trim(),
      ] as const;
    });
    told.set(head.trim(), new Map(texts));
  }
  return told;
}

/**
 * Where what was told differs from what is recorded.
 * @param recorded undefined when nothing is
 * @param runs of all runtimes; only checks that they ran are compared
 */
export function feedbackViolations(
  slug: string,
  runs: readonly Run[],
  recorded: Feedback | undefined,
): readonly Violation[] {
  const base = { exercise: slug, kind: 'feedback', seeds: [], of: 0 } as const;
  const mend = `Read it, then record it: npm run -s duplex -- verify ${slug} --record`;
  if (!recorded) return [{ ...base, message: `exercises/${slug}/feedback.md is missing. ${mend}` }];
  const found: Violation[] = [];
  for (const [runtime, ofRuntime] of Map.groupBy(runs, (run) => run.runtime)) {
    for (const [subject, texts] of feedbackOf(ofRuntime)) {
      for (const [check, text] of texts) {
        const before = recorded.get(subject)?.get(check);
        if (before === text.trim()) continue;
        const message =
          before === undefined
            ? `no text is recorded. ${mend}`
            : `the text is no longer the recorded one. ${mend}\n${text}`;
        found.push({ ...base, subject, runtime, check, message });
      }
    }
  }
  return found;
}

/** What is recorded of submissions that are no more. */
export function staleFeedback(slug: string, names: readonly string[], recorded: Feedback): readonly Violation[] {
  const message = `it is recorded in exercises/${slug}/feedback.md, and is no more. Record anew: npm run -s duplex -- verify ${slug} --record`;
  return [...recorded.keys()]
    .filter((subject) => !names.includes(subject))
    .map((subject) => ({ exercise: slug, kind: 'feedback', subject, message, seeds: [], of: 0 }));
}
