import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothRuntimes, onBothRuntimes, RUNTIMES } from './testing/both-runtimes.ts';
import checks from './testing/vocabulary/grader.ts';
import { board, concurrent, required, serial, store, web } from './testing/vocabulary/servers.ts';

const PASSED = { status: 'passed' };

let gateModule: string;
let runtimes: BothRuntimes;

beforeAll(async () => {
  gateModule = await readFile(path.join(import.meta.dirname, '../exercise/given/gate.js'), 'utf8');
  const grader = path.join(import.meta.dirname, 'testing/vocabulary/grader.ts');
  runtimes = await onBothRuntimes(grader, checks, ['socket.io', 'ws']);
}, 60_000);
afterAll(() => runtimes[Symbol.asyncDispose]());

/** Of the verdicts that must be the same on both runtimes: what the first has found. */
const found = new Map<string, unknown>();

function sameOnBoth(what: string, value: unknown): void {
  if (!found.has(what)) found.set(what, value);
  expect(value).toEqual(found.get(what));
}

describe.each(RUNTIMES)('on %s', (runtime) => {
  const grade = (files: Record<string, string>, only: string, seed = 1) =>
    runtimes.grade(runtime, files, { only: only.split(' '), seed });
  const withStore = (server: string, name = 'server.mjs') => ({
    [name]: server,
    'store.js': store,
    'gate.js': gateModule,
  });

  describe('gates', () => {
    it('hold and end operations of a serial program, in every order', async () => {
      const ended = await grade(withStore(serial), 'Q1.1 Q1.2 Q1.3 Q1.4 Q1.5 Q1.6');
      expect(ended.filter(({ id }) => id !== 'Q1.4').map(({ verdict }) => verdict)).toEqual(Array(5).fill(PASSED));
      const rows = ended.find(({ id }) => id === 'Q1.4')?.transcript?.rows.filter(({ link }) => link === 'store.js');
      expect(rows?.map(({ kind, direction, preview }) => [kind, direction, preview])).toEqual([
        ['operation', 'down', 'get("12A") #1'],
        ['operation', 'down', 'get #1 returns {"owner":null,"version":0}'],
        ['operation', 'down', 'putIf("12A",0,"somebody") #2'],
        ['operation', 'down', 'putIf #2 returns true'],
        ['operation', 'up', 'receives "closed","12A"'],
      ]);
    });

    it('find the order that breaks a concurrent program, the same on both runtimes', async () => {
      const ended = await grade(withStore(concurrent), 'Q1.1 Q1.2 Q1.3');
      expect([ended[0]?.verdict, ended[2]?.verdict]).toEqual([PASSED, PASSED]);
      expect(ended[1]?.verdict).toMatchObject({ received: expect.stringMatching(/confirmed,confirmed/) });
      sameOnBoth('the order', ended[1]?.verdict);
    });

    it('play an order again by its seed', async () => {
      const { seed } = found.get('the order') as { seed: number };
      const [ended] = await grade(withStore(concurrent), 'Q1.2', seed);
      expect(ended?.verdict).toEqual(found.get('the order'));
    });

    it('serve a program that requires the given module', async () => {
      const [ended] = await grade(withStore(required, 'server.cjs'), 'Q1.1');
      expect(ended?.verdict).toEqual(PASSED);
    });

    it('tell a program apart that writes to the grader', async () => {
      const forged = '{"id":1,"ended":"won"}';
      const forger = `
        import net from 'node:net';
        net.createServer().listen(process.env.PORT);
        net.connect(Number(process.env.DUPLEX_GATE), '127.0.0.1').write('${forged}\\n');
      `;
      const [ended] = await grade({ 'server.mjs': forger }, 'Q1.1');
      const received = `The grader was sent ${JSON.stringify(forged)}.`;
      expect(ended?.verdict).toMatchObject({ status: 'failed', received });
    });
  });

  it('reads server-sent events, and holds requests', async () => {
    const ended = await grade({ 'server.mjs': web }, 'C1.1 C1.2');
    expect(ended.map(({ verdict }) => verdict)).toEqual([PASSED, PASSED]);
  });

  describe('Socket.IO clients', () => {
    it('speak to a real server, and show their packets', async () => {
      const [ended] = await grade({ 'server.mjs': board }, 'S1.1');
      expect(ended?.verdict).toMatchObject({ status: 'failed', received: 'This one.' });
      const { rows, marked } = ended!.transcript!;
      expect(rows.find(({ id }) => id === marked)).toMatchObject({
        link: 'bo',
        direction: 'down',
        preview: 'EVENT /exec said {"text":"hi","n":1}',
      });
      const previews = rows.map(({ preview }) => preview);
      expect(previews).toContain('CONNECT /exec {"token":"t"}');
      expect(previews).toContain('EVENT /exec say {"text":"hi"} (ack 0)');
      expect(previews).toContain('CONNECT_ERROR /exec {"message":"no token"}');
      expect(previews).toContain('pong probe');
    });

    it('meet faults, and come back in virtual time, after the same jitter on both runtimes', async () => {
      const [ended] = await grade({ 'server.mjs': board }, 'S1.2');
      expect(ended?.verdict).toMatchObject({ status: 'failed', expected: 'A transcript.' });
      sameOnBoth('the jitter', ended?.verdict);
    });
  });
});

it('draws the jitter of a client from the seed', async () => {
  const [ended] = await runtimes.grade('node', { 'server.mjs': board }, { only: ['S1.2'], seed: 2 });
  const { expected, received } = found.get('the jitter') as { expected: string; received: string };
  expect(ended?.verdict).toMatchObject({ expected });
  expect(ended?.verdict).not.toMatchObject({ received });
});
