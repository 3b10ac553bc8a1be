import { describe, expect, it } from 'vitest';
import { type Attempt, bestOf, keep } from './results.ts';

const attempt = (at: number, score: number): Attempt => ({
  at,
  score,
  maxScore: 100,
  seed: 1,
  runtime: 'embedded',
  checks: {},
});

describe('attempts', () => {
  it('calls the earliest of the highest scores the best', () => {
    expect(bestOf([attempt(1, 40), attempt(2, 65), attempt(3, 65)])?.at).toBe(2);
    expect(bestOf([])).toBeUndefined();
  });

  it('keeps the best one among the newest', () => {
    const all = [attempt(0, 90), ...Array.from({ length: 80 }, (_, n) => attempt(n + 1, 10))];
    const kept = keep(all);
    expect(kept).toHaveLength(50);
    expect(kept[0]?.score).toBe(90);
    expect(kept.at(-1)?.at).toBe(80);
  });
});
