/** What the engine promises to checks, on the node runtime and in a real browser: one program, one grader, one outcome. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothRuntimes, openBothRuntimes, outcomes, RUNTIME_IDS } from '../../../cli/testing/both-runtimes.ts';
import { hardEcho, producer, rawEcho, world } from '../testing/servers.ts';

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

const PASSED = [JSON.stringify({ status: 'passed' })];

describe.each(RUNTIME_IDS)('on %s', (runtime) => {
  it('virtual time moves every kind of timer and clock, jobs are waited for, faults are seen as what they are', async () => {
    const only = ['W1.1', 'W1.2', 'W1.3', 'W1.4', 'W1.5'];
    const ended = await both.grade(runtime, { grader: grader('world'), files: { 'server.mjs': world }, seed: 3, only });
    expect(outcomes(ended)).toEqual({
      'W1.1': PASSED,
      'W1.2': PASSED,
      'W1.3': PASSED,
      // One turn, in the order that the seed draws, on every runtime.
      'W1.4': ['turn of a d e c b'],
      // Node sweeps its connections every 30 s.
      'W1.5': [
        'nothing: 408 after 90000',
        'half a head: 408 after 90000',
        'half a body: 408 after 330000',
        'a whole request: 200 after 6000',
      ],
    });
  });

  it('a WebSocket client made by hand says and sees everything', async () => {
    const ended = await both.grade(runtime, { grader: grader('by-hand'), files: { 'server.mjs': hardEcho } });
    const ids = ['H1.1', 'H1.2', 'H1.3', 'H1.4', 'H1.5', 'H1.6', 'H1.7'];
    expect(outcomes(ended)).toEqual(Object.fromEntries(ids.map((id) => [id, PASSED])));
    const raw = { grader: grader('by-hand'), files: { 'server.mjs': rawEcho }, only: ['H1.2'] };
    expect(outcomes(await both.grade(runtime, raw))).toEqual({ 'H1.2': PASSED });
  });
});
