import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothRuntimes, openBothRuntimes, outcomes } from '../../../cli/testing/both-runtimes.ts';
import { producer } from '../testing/servers.ts';

const grader = path.join(import.meta.dirname, '../testing/stall-grader.ts');

let both: BothRuntimes;

beforeAll(async () => {
  both = await openBothRuntimes();
});
afterAll(() => both?.[Symbol.asyncDispose]());

describe('a client that stops reading', () => {
  it('is felt by the server after exactly 64 KiB, alike on both runtimes', async () => {
    const request = { grader, files: { 'server.mjs': producer } };
    const [node, embedded] = [await both.grade('node', request), await both.grade('embedded', request)];
    expect(outcomes(node)).toMatchSnapshot();
    expect(outcomes(embedded)).toEqual(outcomes(node));
  });
});
