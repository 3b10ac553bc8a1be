import { describe, expect, it } from 'vitest';
import type { Exercise } from '../src/exercise/catalog.ts';
import type { Verdict } from '../src/rig/check.ts';
import type { CheckEnded } from '../src/rig/grading/results.ts';
import { asDeclared, type Run, type Subject, unprovenChecks, violationsOf } from './verification.ts';

const checks = ['E1.1', 'E1.2', 'E1.3'].map((id) => ({ id, title: id, points: 10, lesson: 'a#b' }));
const exercise = {
  slug: 'echo',
  checks,
  manifest: { packages: ['ws'], broken: { late: ['E1.2'], both: ['E1.2', 'E1.3'] } },
} as unknown as Exercise;

const VERDICTS: Record<string, Verdict> = {
  '+': { status: 'passed' },
  '-': { status: 'failed', expected: 'a.', received: 'b.', why: 'c.' },
  t: { status: 'timed-out', waitingFor: 'the echo' },
  x: { status: 'crashed', error: 'TypeError: boom\n    at server.ts', at: { file: 'server.ts', line: 3 } },
  '?': { status: 'could-not-check', reason: 'no browser' },
};

/** One run; a sign a check, as in `VERDICTS`. */
function run(name: string, signs: string, more: Partial<Run> = {}): Run {
  const kind = name.split('/')[0] as Subject['kind'];
  const ended = [...signs].map((sign, index) => ({ ...checks[index]!, verdict: VERDICTS[sign]! }) as CheckEnded);
  return { exercise: 'echo', subject: { kind, name }, runtime: 'node', seed: 1, ended, ...more };
}

const told = (...runs: Run[]) =>
  violationsOf(exercise, runs).map(({ subject, runtime, check, message }) =>
    [subject, runtime, check, message].filter(Boolean).join(' | '),
  );

describe('verification', () => {
  it('finds nothing when everything is as declared', () => {
    expect(
      told(
        run('starter', '--+'),
        run('solution', '+++'),
        run('accepted/plain', '+++'),
        run('broken/late', '+t-'),
        run('broken/both', '+x-'),
      ),
    ).toEqual([]);
  });

  it('names a starter with full marks and a right server without', () => {
    expect(told(run('starter', '+++'), run('solution', '+-+'), run('accepted/plain', '++x'))).toEqual([
      'starter | node | the starter has full marks already',
      'solution | node | E1.2 | expected a. Received b.',
      'accepted/plain | node | E1.3 | died: TypeError: boom at server.ts:3',
    ]);
  });

  it('names a broken server that passes its check or fails one before it', () => {
    expect(told(run('broken/late', '-+-'), run('broken/both', 't-+'))).toEqual([
      'broken/late | node | E1.1 | failed before its own check: expected a. Received b.',
      'broken/late | node | E1.2 | passed, though declared to fail',
      'broken/both | node | E1.1 | failed before its own check: waited in vain for the echo',
      'broken/both | node | E1.3 | passed, though declared to fail',
    ]);
  });

  it('names a broken server that no check sees', () => {
    expect(told(run('broken/both', '+++'))).toEqual([
      'broken/both | node | no check sees its mistake; it passes E1.1, E1.2, E1.3',
    ]);
  });

  it('names a starter and a broken server that no client ever reached, and not one that died later', () => {
    const dead = (name: string, links: { name: string }[]) => {
      const it = run(name, 'xx');
      return { ...it, ended: it.ended.map((check) => ({ ...check, transcript: { rows: [], links, dropped: 0 } })) };
    };
    const mend = 'it must start and listen, or whatever is asked of it fails for the same reason';
    expect(told(dead('starter', []), dead('broken/both', []), dead('starter', [{ name: 'ana' }]))).toEqual([
      `starter | node | ${mend}: died: TypeError: boom at server.ts:3`,
      `broken/both | node | ${mend}: died: TypeError: boom at server.ts:3`,
    ]);
  });

  it('says where a package is allowed that a right server imports', () => {
    const it = run('accepted/plain', 'x++');
    const error = `Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from server.ts`;
    const [first, ...rest] = it.ended;
    expect(told({ ...it, ended: [{ ...first!, verdict: { status: 'crashed', error } }, ...rest] })).toEqual([
      `accepted/plain | node | E1.1 | died: ${error}. If servers may use it, add "express" to "packages" in exercises/echo/exercise.json`,
    ]);
  });

  it('says of how many seeds, and of which, a verdict wavers', () => {
    const seeds = [1, 2, 3, 4].map((seed) => run('accepted/plain', seed % 2 ? '+++' : '+-+', { seed }));
    expect(violationsOf(exercise, seeds)).toMatchObject([
      { kind: 'unexpected-fail', subject: 'accepted/plain', check: 'E1.2', seeds: [2, 4], of: 4 },
    ]);
  });

  it('names what could not be checked, whoever it is', () => {
    expect(told(run('starter', '-?-'), run('broken/late', '+?-'))).toEqual([
      'starter | node | E1.2 | could not be checked: no browser',
      'broken/late | node | E1.2 | could not be checked: no browser',
    ]);
  });

  it('names verdicts on which runtimes disagree, with the same seed', () => {
    expect(
      told(
        run('starter', '-t+'),
        run('starter', '--+', { runtime: 'embedded' }),
        run('starter', '---', { runtime: 'embedded', seed: 2 }),
      ),
    ).toEqual(['starter | embedded | E1.2 | failed, but timed-out on node']);
  });

  it('asks of a broken server only what is declared, and of others all that they ran', () => {
    const runs = [run('starter', '--+'), run('broken/late', '+t-'), run('broken/both', '+x-')];
    expect(runs.map((it) => asDeclared(exercise, it).ended.map(({ id }) => id))).toEqual([
      ['E1.1', 'E1.2', 'E1.3'],
      ['E1.2'],
      ['E1.2', 'E1.3'],
    ]);
    expect(asDeclared(exercise, runs[1]!)).toMatchObject({ subject: runs[1]!.subject, seed: 1, runtime: 'node' });
  });

  it('names checks that no broken server fails, whatever is declared', () => {
    const runs = [run('starter', '---'), run('broken/late', '+-+'), run('broken/both', '?-+')];
    expect(unprovenChecks(exercise, runs).map(({ check }) => check)).toEqual(['E1.1', 'E1.3']);
  });
});
