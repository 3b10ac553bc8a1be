import { expect, it } from 'vitest';
import { measureShare, shareOf } from './cpu-share.ts';

it('is 1 where each piece of work takes as long as the quickest', () => {
  expect(shareOf([1, 1, 1, 1])).toBe(1);
});

it('is small where most pieces had to wait', () => {
  expect(shareOf([1, 1, 9, 9])).toBeCloseTo(0.2);
});

it('is 1 where the clock saw nothing pass', () => {
  expect(shareOf([0, 0])).toBe(1);
});

it('measures work, not the clock', () => {
  let reads = 0;
  // Every read is 1 ms later, so each piece of work seems to take 1 ms.
  expect(measureShare(() => ++reads)).toBe(1);
  expect(reads).toBe(2 + 2 * 20);
});
