/** The central promise of virtual time: nothing differs from run to run, nor from one runtime to the other. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BothRuntimes,
  openBothRuntimes,
  RUNTIME_IDS,
  type RuntimeId,
} from '../../../cli/testing/both-runtimes.ts';
import { EVERY_PACKAGE } from '../../sandbox/contract/packages.ts';
import { busy, feed, heartbeat, packets } from '../testing/servers.ts';

const DEEP = process.env['DUPLEX_DEEP'] === '1';
const REPEATS = Number(process.env['DUPLEX_REPEATS'] ?? (DEEP ? 200 : 3));
const GRADER = path.join(import.meta.dirname, '../testing/proof-grader.ts');

const PROOFS = [
  { check: 'P1.1', name: 'a heartbeat over twenty minutes', server: heartbeat },
  {
    check: 'P1.2',
    name: 'a store, fetches of itself, compression, files, crypto, late timers and resets',
    server: busy,
  },
  { check: 'P1.3', name: 'a client that stops reading, and reads on', server: feed },
  { check: 'P1.4', name: 'ten minutes of the pings of Socket.IO', server: packets },
];

let both: BothRuntimes;

beforeAll(async () => {
  both = await openBothRuntimes(EVERY_PACKAGE);
});
afterAll(() => both?.[Symbol.asyncDispose]());

/** All that the program logged and all that the clients saw, line by line. */
async function log(runtime: RuntimeId, check: string, server: string): Promise<readonly string[]> {
  const [ended] = await both.grade(runtime, { grader: GRADER, files: { 'server.mjs': server }, only: [check] });
  expect(ended?.verdict).toMatchObject({ status: 'failed', expected: 'The log.' });
  return ended?.verdict.status === 'failed' ? ended.verdict.received.split('\n') : [];
}

describe.each(PROOFS)('$name', ({ check, server }) => {
  it('gives one log, always', { timeout: 3_600_000 }, async () => {
    const first = await log('node', check, server);
    expect(first.length).toBeGreaterThan(20);
    for (const runtime of RUNTIME_IDS)
      for (let run = 0; run < REPEATS; run++)
        expect([runtime, await log(runtime, check, server)]).toEqual([runtime, first]);
  });
});
