import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleRig, gradeWith, type RigBundles } from '../testing/node-rig.ts';
import { world } from '../testing/servers.ts';

let rigs: RigBundles;

beforeAll(async () => {
  rigs = await bundleRig(path.join(import.meta.dirname, '../testing/world-grader.ts'));
});
afterAll(() => rigs[Symbol.asyncDispose]());

async function verdictOf(check: string, seed = 1) {
  const [ended] = await gradeWith(rigs, { 'server.mjs': world }, { only: [check], seed });
  return ended!.verdict;
}

describe('virtual time', () => {
  it('stands still until compression in a stream of the Web has ended', async () => {
    expect(await verdictOf('W1.6')).toEqual({ status: 'passed' });
  });
});

describe('the network', () => {
  it('lets acts in together reach the server in one turn, in an order that the seed draws', async () => {
    const orders = new Set<string>();
    for (const seed of [1, 1, 2, 3]) {
      const verdict = await verdictOf('W1.4', seed);
      expect(verdict).toMatchObject({ status: 'failed', received: expect.stringMatching(/^turn of( [a-e]){5}$/) });
      if (verdict.status === 'failed') orders.add(verdict.received);
    }
    expect(orders.size).toBe(3);
  });
});
