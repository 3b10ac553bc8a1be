/** What the engine promises to checks, on the node runtime and in a real browser: one program, one grader, one outcome. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothRuntimes, openBothRuntimes, outcomes, RUNTIME_IDS } from '../../../cli/testing/both-runtimes.ts';
import { hardEcho, producer } from '../testing/servers.ts';

const grader = (name: string) => path.join(import.meta.dirname, `../testing/${name}-grader.ts`);

let both: BothRuntimes;

beforeAll(async () => {
  both = await openBothRuntimes();
});
afterAll(() => both?.[Symbol.asyncDispose]());

describe('a client that stops reading', () => {
  it('is felt by the server after exactly 64 KiB, alike on both runtimes', async () => {
    const request = { grader: grader('stall'), files: { 'server.mjs': producer } };
    const [node, embedded] = [await both.grade('node', request), await both.grade('embedded', request)];
    expect(outcomes(node)).toMatchSnapshot();
    expect(outcomes(embedded)).toEqual(outcomes(node));
  });
});

describe.each(RUNTIME_IDS)('on %s', (runtime) => {
  it('a WebSocket client made by hand says and sees everything', async () => {
    const ended = await both.grade(runtime, { grader: grader('by-hand'), files: { 'server.mjs': hardEcho } });
    expect(ended.map(({ id, verdict }) => [id, verdict])).toEqual(ended.map(({ id }) => [id, { status: 'passed' }]));
  });
});
