import { describe, expect, it } from 'vitest';
import type { Verified } from '../commands/verify.ts';
import type { Paint } from './paint.ts';
import { verificationTable } from './verification-table.ts';

const same = (text: string) => text;
const PLAIN: Paint = { bold: same, dim: same, good: same, bad: same, warning: same };

const checks = ['E1.1', 'E1.2'].map((id) => ({ id, title: id, points: 50, lesson: 'a#b' }));
const run = (name: string, statuses: readonly string[], runtime = 'node', seed = 1) => ({
  exercise: 'echo',
  subject: { kind: name.split('/')[0], name },
  runtime,
  seed,
  ended: statuses.flatMap((status, index) => (status ? [{ ...checks[index], verdict: { status } }] : [])),
});

const verified = {
  exercise: { slug: 'echo', checks, manifest: { number: 'E1' } },
  runs: [
    run('solution', ['passed', 'passed']),
    run('solution', ['passed', 'could-not-check'], 'embedded'),
    run('broken/late', ['', 'failed']),
    run('broken/late', ['', 'failed'], 'embedded'),
    run('broken/twice', ['failed', '']),
    run('broken/twice', ['passed', ''], 'node', 2),
  ],
  violations: [
    {
      ...{ exercise: 'echo', kind: 'unexpected-pass', subject: 'broken/twice', runtime: 'node', check: 'E1.1' },
      ...{ message: 'passed, though declared to fail', seeds: [2], of: 2 },
    },
  ],
} as unknown as Verified;

const table = (rows: 'all' | 'what is wrong') =>
  verificationTable([verified], { runtimes: ['node', 'embedded'], rows, seconds: 1.23, style: PLAIN });

describe('the matrix', () => {
  it('counts the broken servers that do as declared, and names what does not hold', () => {
    expect(table('what is wrong')).toMatchInlineSnapshot(`
      "E1 echo
                          1  2
      ✓ solution          ✓✓  ✓?
      ✗ broken/twice      ~·  ··
      ✗ 2 broken servers  1   1
      ! broken/twice · E1.1 · on node · 1 of 2 seeds (2): passed, though declared to fail

      1 violation · 6 runs, 8 checks on node and embedded · 1.2 s
      "
    `);
  });

  it('has a row each when asked for', () => {
    expect(table('all')).toMatch(/\n✓ broken\/late +·· +✗✗\n/);
  });
});
