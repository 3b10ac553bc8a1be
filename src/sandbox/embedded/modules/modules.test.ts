import { describe, expect, it } from 'vitest';
import { runBoth } from './testing/compare.ts';
import { PROGRAMS } from './testing/programs.ts';

describe.concurrent('a program runs as on native Node', { timeout: 60_000 }, () => {
  it.each(Object.entries(PROGRAMS))('%s', async (_name, program) => {
    const { native, ours } = await runBoth(program);
    expect(ours).toEqual(native);
  });
});
