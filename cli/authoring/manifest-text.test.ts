import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../build/sandbox/context.ts';
import { exerciseFiles } from './exercise-template.ts';
import { manifestText } from './manifest-text.ts';

/** What the project's formatter makes of it. */
function formatted(text: string): string {
  const biome = path.join(ROOT, 'node_modules/.bin/biome');
  const { stdout } = spawnSync(biome, ['format', '--stdin-file-path=exercises/parrot/exercise.json'], {
    ...{ cwd: ROOT, input: text, encoding: 'utf8' },
  });
  return stdout;
}

it('is as Biome leaves it, for a new exercise', () => {
  const files = exerciseFiles({ slug: 'parrot', number: 'E99', title: 'A "parrot", [1]', module: 'liveness' });
  const text = files['exercises/parrot/exercise.json'] ?? '';
  expect(text).toContain('"packages": ["ws"],\n');
  expect(formatted(text)).toBe(text);
});

it('is as Biome leaves it, for the exercises that there are', async () => {
  const slugs = await readdir(path.join(ROOT, 'exercises'));
  for (const slug of slugs) {
    const text = manifestText(JSON.parse(await readFile(path.join(ROOT, 'exercises', slug, 'exercise.json'), 'utf8')));
    expect(formatted(text), slug).toBe(text);
  }
});
