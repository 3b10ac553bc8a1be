/** Part of the soak in `npm run test:deep`. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleRig, gradeWith, type RigBundles } from '../testing/node-rig.ts';
import { gossip } from '../testing/servers.ts';

const DEEP = process.env['DUPLEX_DEEP'] === '1';
const REPEATS = DEEP ? 50 : 4;

let rigs: RigBundles;

beforeAll(async () => {
  rigs = await bundleRig(path.join(import.meta.dirname, '../testing/race-grader.ts'));
});
afterAll(() => rigs[Symbol.asyncDispose]());

async function transcript(seed: number): Promise<string> {
  const [ended] = await gradeWith(rigs, { 'server.mjs': gossip }, { seed });
  expect(ended!.verdict.status).toBe('failed');
  const { rows, dropped } = ended!.transcript!;
  return [`${dropped} dropped`, ...rows.map((row) => JSON.stringify(row))].join('\n');
}

describe('a check with races', () => {
  it('runs the same way each time with the same seed', async () => {
    const first = await transcript(3);
    for (let run = 1; run < REPEATS; run++) expect(await transcript(3)).toBe(first);
  }, 300_000);

  it('runs another way with another seed', async () => {
    expect(await transcript(4)).not.toBe(await transcript(5));
  });
});
