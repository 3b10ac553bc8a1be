import { expect, it } from 'vitest';
import { checks } from './connection-pool.ts';

it('makes 100 points', () => {
  expect(checks.reduce((sum, { points }) => sum + points, 0)).toBe(100);
});
