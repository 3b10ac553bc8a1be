import { expect, it } from 'vitest';
import { verdictOf } from './verdicts.ts';

async function lookUpTheRoom(): Promise<void> {
  throw new TypeError('room is undefined');
}

it('names the function in which a check has itself failed, for its author', async () => {
  const check = { run: lookUpTheRoom };
  const error = await check.run().catch((thrown: unknown) => thrown);
  expect(verdictOf(error, undefined, 1)).toEqual({
    status: 'could-not-check',
    reason: 'The check itself failed: TypeError: room is undefined, in lookUpTheRoom',
  });
  expect(verdictOf('no error at all', undefined, 1)).toMatchObject({
    reason: 'The check itself failed: no error at all',
  });
});
