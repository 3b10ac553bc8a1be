import { expect, it } from 'vitest';
import { warmUpSteps } from './warm-up.ts';

it('warms up without a fault', () => {
  for (const step of warmUpSteps) expect(step).not.toThrow();
});
