import { describe, expect, it } from 'vitest';
import type { Verdict } from '../src/rig/check.ts';
import type { CheckEnded } from '../src/rig/grading/results.ts';
import { feedbackOf, feedbackViolations, formatFeedback, parseFeedback, staleFeedback, textOf } from './feedback.ts';
import type { Run, Subject } from './verification.ts';

const FAILED: Verdict = {
  status: 'failed',
  expected: 'one echo.',
  received: 'two:\n"hi" and "hi".',
  why: 'It is one.',
};
const TIMED_OUT: Verdict = { status: 'timed-out', waitingFor: 'the echo', received: 'nothing' };

const ended = (id: string, verdict: Verdict, more: Partial<CheckEnded> = {}) =>
  ({ id, title: id, points: 1, lesson: 'a#b', verdict, ...more }) as CheckEnded;

function run(name: string, checks: readonly CheckEnded[], more: Partial<Run> = {}): Run {
  const subject: Subject = { kind: name.split('/')[0] as Subject['kind'], name };
  return { exercise: 'echo', subject, runtime: 'node', seed: 1, ended: checks, ...more };
}

const RUNS = [
  run('starter', [ended('E1.1', TIMED_OUT), ended('E1.2', { status: 'passed' })]),
  run('solution', [ended('E1.1', { status: 'passed' })]),
  run('broken/twice', [ended('E1.1', FAILED), ended('E1.2', TIMED_OUT)]),
  run('broken/twice', [ended('E1.1', TIMED_OUT)], { seed: 2 }),
];

const messages = (runs: readonly Run[], text: string | undefined) =>
  feedbackViolations('echo', runs, text === undefined ? undefined : parseFeedback(text)).map(
    ({ subject, check, message }) => [subject, check, message.split('.')[0]].filter(Boolean).join(' | '),
  );

describe('feedback', () => {
  it('is recorded for people to read', () => {
    expect(formatFeedback('Echo', feedbackOf(RUNS)).split('\n').slice(5).join('\n')).toMatchInlineSnapshot(`
      "## starter

      ### E1.1

          Waited for the echo
          Received  nothing

      ## broken/twice

      ### E1.1

          Expected  one echo.
          Received  two:
                    "hi" and "hi".
          Why       It is one.

      ### E1.2

          Waited for the echo
          Received  nothing
      "
    `);
  });

  it('holds when nothing has changed since it was recorded', () => {
    expect(messages(RUNS, formatFeedback('Echo', feedbackOf(RUNS)))).toEqual([]);
  });

  it('differs when a word does, on either runtime', () => {
    const recorded = formatFeedback('Echo', feedbackOf(RUNS)).replace('It is one.', 'It was one.');
    expect(messages([...RUNS, ...RUNS.map((it) => ({ ...it, runtime: 'embedded' }))], recorded)).toEqual([
      'broken/twice | E1.1 | the text is no longer the recorded one',
      'broken/twice | E1.1 | the text is no longer the recorded one',
    ]);
  });

  it('is missed where none is recorded', () => {
    expect(messages(RUNS, undefined)).toEqual(['exercises/echo/feedback']);
    expect(messages(RUNS, formatFeedback('Echo', feedbackOf(RUNS.slice(0, 1))))).toEqual([
      'broken/twice | E1.1 | no text is recorded',
      'broken/twice | E1.2 | no text is recorded',
    ]);
  });

  it('is out of place when its server is gone', () => {
    const recorded = feedbackOf(RUNS);
    expect(staleFeedback('echo', ['starter', 'solution'], recorded).map(({ subject }) => subject)).toEqual([
      'broken/twice',
    ]);
  });

  it('leaves out what differs from run to run', () => {
    const received =
      'id 0b9d8a52-1c34-4f6e-9a0b-0123456789ab at 2026-01-01T00:00:02.000Z (1767225602000) from 127.0.0.1:20481, 4001 in all.';
    const text = textOf(ended('E1.1', { ...FAILED, received } as Verdict));
    expect(text).toContain('Received  id (id) at (time) ((time)) from 127.0.0.1:(port), 4001 in all.');
  });

  it('names the row of the transcript that the verdict points at', () => {
    const transcript = {
      links: [{ name: 'ana' }],
      rows: [{ id: 7, link: 'ana', entry: 0, time: 0, direction: 'down', kind: 'text', length: 4, preview: 'hi' }],
      marked: 7,
      dropped: 0,
    } as const;
    expect(
      textOf(ended('E1.1', FAILED, { transcript: { ...transcript, links: [], rows: [...transcript.rows] } })),
    ).toMatch(/Marked {4}ana: down text hi$/);
  });
});
