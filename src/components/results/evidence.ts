/** A verdict as words: one sentence for the list, and the rows of its evidence. */
import type { CheckReport } from '../../lab/grade.ts';
import type { Place } from '../../lab/place.ts';

export interface Evidence {
  readonly summary: string;
  readonly rows: readonly (readonly [term: string, text: string])[];
  /** What the check wanted, for the marked frame. */
  readonly expected: string | undefined;
  readonly at: Place | undefined;
}

export function evidenceOf(verdict: CheckReport['verdict']): Evidence {
  switch (verdict.status) {
    case 'passed':
      return { summary: 'Passed.', rows: [], expected: undefined, at: undefined };
    case 'failed':
      return {
        summary: verdict.received,
        rows: [
          ['Expected', verdict.expected],
          ['Received', verdict.received],
          ['Why it matters', verdict.why],
        ],
        expected: verdict.expected,
        at: undefined,
      };
    case 'timed-out':
      return {
        summary: `Waited in vain for ${verdict.waitingFor}.`,
        rows: [
          ['Expected', `${capital(verdict.waitingFor)}.`],
          ['Received', verdict.received ?? 'Nothing that fits, until the server had nothing left to do.'],
          ...(verdict.why === undefined ? [] : [['Why it matters', verdict.why] as const]),
        ],
        expected: `${verdict.waitingFor}, and nothing that fits came.`,
        at: undefined,
      };
    case 'crashed':
      return {
        summary: `The server crashed. ${verdict.error}`,
        rows: [
          ['Expected', 'The server keeps running, whatever its clients do.'],
          ['Received', `It ended with ${verdict.error}`],
          ['Why it matters', 'One uncaught error drops every client at once.'],
        ],
        expected: undefined,
        at: verdict.at,
      };
    case 'could-not-check':
      return {
        summary: `Could not be checked. ${verdict.reason}`,
        rows: [['What happened', `${verdict.reason} It costs you no points: check again.`]],
        expected: undefined,
        at: undefined,
      };
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
