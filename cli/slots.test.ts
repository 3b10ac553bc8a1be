import { describe, expect, it } from 'vitest';
import { inSlots } from './slots.ts';

const never = new AbortController().signal;

describe('slots', () => {
  it('do as many at a time as there are, and keep the order of results', async () => {
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const begun: number[] = [];
    const doing = inSlots(2, [0, 1, 2, 3], never, async (item) => {
      begun.push(item);
      await gates[item]!.promise;
      return item * 10;
    });
    expect(begun).toEqual([0, 1]);
    for (const item of [1, 2, 3, 0]) gates[item]!.resolve();
    expect(await doing).toEqual([0, 10, 20, 30]);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('stop at the first failure, after those under way have ended', async () => {
    const begun: number[] = [];
    let ended = 'too early';
    const doing = inSlots(2, [0, 1, 2], never, async (item, signal) => {
      begun.push(item);
      if (item === 0) throw new Error('no browser');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended = 'told to stop';
    });
    await expect(doing).rejects.toThrow('no browser');
    expect(begun).toEqual([0, 1]);
    expect(ended).toBe('told to stop');
  });

  it('do nothing once they are stopped', async () => {
    await expect(inSlots(2, [1], AbortSignal.abort(), async () => {})).rejects.toMatchObject({ name: 'AbortError' });
  });
});
