import { expect, it } from 'vitest';
import { limitOf } from './limits.ts';

it('says what a program that takes all memory does, but on desktop Chromium', () => {
  expect(limitOf({ userAgentData: { mobile: false } })).toBeUndefined();
  expect(limitOf({ userAgentData: { mobile: true } })).toContain('takes all memory');
  expect(limitOf({})).toContain('takes all memory');
});
