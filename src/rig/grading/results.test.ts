import { describe, expect, it } from 'vitest';
import type { Verdict } from '../check.ts';
import { type CheckEnded, explain, resultsOf } from './results.ts';

const LESSON = 'rooms-departments-presence#two-indexes';

function ended(id: string, verdict: Verdict, rest: Partial<CheckEnded> = {}): CheckEnded {
  return {
    type: 'check-ended',
    id,
    title: `Title of ${id}`,
    points: 20,
    lesson: LESSON,
    verdict,
    ms: 12.6,
    output: '',
    ...rest,
  };
}

const failed: Verdict = {
  status: 'failed',
  expected: 'One join.',
  received: 'Two joins.',
  why: 'Ana is one.',
  seed: 7,
};
const timedOut: Verdict = {
  status: 'timed-out',
  waitingFor: 'ana to be told',
  received: 'nothing',
  why: 'She asked.',
};
const crashed: Verdict = { status: 'crashed', error: 'TypeError: nope', at: { file: 'server.ts', line: 3, column: 9 } };
const undecided: Verdict = { status: 'could-not-check', reason: 'The machine is too slow.' };

describe('results', () => {
  it('sums the points of the checks that passed', () => {
    const results = resultsOf([ended('E4.1', { status: 'passed' }), ended('E4.2', failed)], {
      runtime: 'node',
      seed: 7,
    });
    expect(results).toMatchObject({
      version: 3,
      status: 'fail',
      message: null,
      max_score: 40,
      score: 20,
      x_runtime: 'node',
    });
    expect(results.tests.map(({ id, status, score, task_id }) => [id, status, score, task_id])).toEqual([
      ['E4.1', 'pass', 20, 1],
      ['E4.2', 'fail', 0, 2],
    ]);
  });

  it('passes when all checks do', () => {
    expect(resultsOf([ended('E4.1', { status: 'passed' })], { runtime: 'node', seed: 7 }).status).toBe('pass');
  });

  it('has no score when a check could not be checked', () => {
    const results = resultsOf([ended('E4.1', { status: 'passed' }), ended('E4.2', undecided)], {
      runtime: 'node',
      seed: 7,
    });
    expect(results).toMatchObject({ status: 'fail', score: null, tests: [{ status: 'pass' }, { status: 'error' }] });
    expect(results.message).toBe('One check could not be checked, so this attempt has no score.');
  });

  it('is an error when no check ran', () => {
    const problem = 'There is no browser.';
    expect(resultsOf([], { runtime: 'embedded', seed: 7, problem })).toMatchObject({
      status: 'error',
      message: problem,
      score: null,
    });
  });

  it('carries what is known of a failure', () => {
    const transcript = { links: [], rows: [], dropped: 0 };
    const [test] = resultsOf([ended('E4.2', failed, { transcript, output: 'hello\n' })], {
      runtime: 'node',
      seed: 7,
    }).tests;
    expect(test).toMatchObject({
      output: 'hello\n',
      x_expected: 'One join.',
      x_received: 'Two joins.',
      x_why: 'Ana is one.',
      x_seed: 7,
      x_ms: 13,
      x_transcript: transcript,
    });
  });

  it('explains each verdict in sentences', () => {
    expect(
      [failed, timedOut, crashed, undecided].map((verdict) => explain(verdict, LESSON)).join('\n\n'),
    ).toMatchInlineSnapshot(`
      "Expected: One join.
      Received: Two joins.
      Why it matters: Ana is one.
      Read: rooms-departments-presence#two-indexes

      Waited in vain for ana to be told.
      Received instead: nothing.
      Why it matters: She asked.
      Read: rooms-departments-presence#two-indexes

      The program died: TypeError: nope
      at server.ts:3:9

      This could not be checked: The machine is too slow."
    `);
    expect(explain({ status: 'passed' }, LESSON)).toBeUndefined();
  });
});
