import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSubmission } from './submission.ts';

const starter = { entry: 'server.ts', files: { 'server.ts': 'starter', 'store.js': 'given' } };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'submission-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a submission', () => {
  it('is a folder laid over the starter, without the files that the exercise gives', async () => {
    await writeFile(path.join(folder, 'server.ts'), 'mine');
    await writeFile(path.join(folder, 'store.js'), 'forged');
    expect(await readSubmission(starter, folder, ['store.js'])).toEqual({
      entry: 'server.ts',
      files: { 'server.ts': 'mine', 'store.js': 'given' },
    });
  });

  it('is one file in the place of the entry', async () => {
    await writeFile(path.join(folder, 'mine.mjs'), 'mine');
    expect(await readSubmission(starter, path.join(folder, 'mine.mjs'), ['store.js'])).toEqual({
      entry: 'mine.mjs',
      files: { 'mine.mjs': 'mine', 'store.js': 'given' },
    });
  });
});
