import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleRig, gradeWith, type RigBundles } from '../src/rig/testing/node-rig.ts';
import { checks } from './communications-hub.ts';

const EXERCISE = path.join(import.meta.dirname, '../exercises/communications-hub');

let rigs: RigBundles;
beforeAll(async () => {
  rigs = await bundleRig(path.join(import.meta.dirname, 'communications-hub.ts'));
});
afterAll(() => rigs[Symbol.asyncDispose]());

/** What a student reads when this server fails this check. */
async function feedback(server: string, id: string): Promise<string> {
  const text = await readFile(path.join(EXERCISE, server, 'server.ts'), 'utf8');
  const [ended] = await gradeWith(rigs, { 'server.ts': text }, { only: [id] });
  if (ended?.verdict.status !== 'failed') return `${id} ${ended?.verdict.status}`;
  const { expected, received, why } = ended.verdict;
  const { rows = [], marked } = ended.transcript ?? {};
  const row = rows.find(({ id }) => id === marked);
  const frame = row ? `${row.link}: ${row.direction} ${row.kind} ${row.preview}` : 'no frame';
  const isRandom = /[\da-f]{8}-[\da-f-]{27}/g;
  return [`Expected ${expected}`, `Received ${received}`, `Why      ${why}`, `Marked   ${frame}`]
    .join('\n')
    .replace(isRandom, '(id)');
}

it('makes 100 points', () => {
  expect(checks.reduce((sum, { points }) => sum + points, 0)).toBe(100);
});

it.each([
  ['starter', 'E4.1'],
  ['broken/seq-of-all-rooms', 'E4.1'],
  ['broken/say-without-membership', 'E4.2'],
  ['broken/bad-message-is-silent', 'E4.2'],
  ['broken/department-from-message', 'E4.3'],
  ['broken/any-department', 'E4.3'],
  ['broken/leave-twice', 'E4.4'],
  ['broken/empty-room-kept', 'E4.4'],
  ['broken/presence-per-socket', 'E4.5'],
  ['broken/splice-while-broadcasting', 'E4.6'],
  ['broken/recipients-count-the-dead', 'E4.7'],
])('tells the author of %s what is wrong (%s)', async (server, id) => {
  expect(await feedback(server, id)).toMatchSnapshot();
});
