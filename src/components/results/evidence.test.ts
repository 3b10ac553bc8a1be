import { describe, expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';

const termsOf = (verdict: Parameters<typeof evidenceOf>[0]) => evidenceOf(verdict).rows.map(([term]) => term);

describe('the evidence of a verdict', () => {
  it('of a failure says what was wanted, what came, and why it matters', () => {
    const verdict = { status: 'failed', expected: 'nothing', received: 'dan heard it.', why: 'Privacy.' } as const;
    expect(termsOf(verdict)).toEqual(['Expected', 'Received', 'Why it matters']);
    expect(evidenceOf(verdict).summary).toBe('dan heard it.');
  });

  it('of a wait in vain says for what', () => {
    const verdict = { status: 'timed-out', waitingFor: 'ana receives welcome' } as const;
    const { summary, rows } = evidenceOf(verdict);
    expect(summary).toBe('Waited in vain for ana receives welcome.');
    expect(rows[0]).toEqual(['Expected', 'Ana receives welcome.']);
    expect(termsOf(verdict)).not.toContain('Why it matters');
    expect(evidenceOf({ ...verdict, why: 'It tells her that she is in.' }).rows).toContainEqual([
      'Why it matters',
      'It tells her that she is in.',
    ]);
  });

  it('of a crash leads to the line', () => {
    const at = { file: 'server.ts', line: 36, column: 17 };
    expect(evidenceOf({ status: 'crashed', error: 'TypeError: x', at }).at).toEqual(at);
  });

  it('of what we could not check costs no points', () => {
    expect(evidenceOf({ status: 'could-not-check', reason: 'It was lost.' }).rows[0]?.[1]).toContain('no points');
  });
});
