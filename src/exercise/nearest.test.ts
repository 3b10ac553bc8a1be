import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('nearest', () => {
  it.each([
    ['comunications-hub', ['communications-hub', 'echo'], ['communications-hub']],
    ['comm', ['communications-hub', 'echo'], ['communications-hub']],
    ['E4.11', ['E4.1', 'E5.1'], ['E4.1']],
    ['jsno', ['json', 'seed'], []],
    ['sed', ['json', 'seed'], ['seed']],
    ['', ['json'], []],
    ['chess', ['communications-hub'], []],
  ])('of %s among %j is %j', (typed, known, expected) => {
    expect(nearest(typed, known)).toEqual(expected);
  });
});
