import { describe, expect, it } from 'vitest';
import { TookTooLong } from './errors.ts';

describe('a check that took too long', () => {
  it('names the timers when there were many of them', () => {
    expect(new TookTooLong(60_000, { elapsed: 312_400, timers: 310_000 }).message).toBe(
      'The check has not ended within 60 s. 310000 timers of the program went off meanwhile, in 312 s of its own time, and the ' +
        'check waits for each of them. Let what repeats do so a few times a second at most.',
    );
  });

  it('blames nobody when there were few', () => {
    expect(new TookTooLong(60_000, { elapsed: 1000, timers: 12 }).message).toBe('The check has not ended within 60 s.');
  });
});
