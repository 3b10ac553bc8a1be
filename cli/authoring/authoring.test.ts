import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/sandbox/context.ts';
import { loadExercise, loadHints } from '../../src/exercise/catalog.ts';
import { moduleSlugs } from './modules.ts';
import { addCheck, withCheck } from './new-check.ts';
import { makeExercise } from './new-exercise.ts';
import { unfilled } from './placeholders.ts';

const PARROT = { slug: 'parrot', number: 'E99', title: 'A parrot', module: 'liveness' };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'duplex-authoring-'));
  await mkdir(path.join(root, 'exercises'));
  await mkdir(path.join(root, 'graders'));
  await symlink(path.join(ROOT, 'src'), path.join(root, 'src'));
});
afterEach(() => rm(root, { recursive: true }));

describe('a new exercise', () => {
  it('is one that the catalog takes, with a check, its hints and a broken server', async () => {
    await makeExercise(PARROT, root);
    const exercise = await loadExercise('parrot', root);
    expect(exercise.checks.map(({ id, points }) => [id, points])).toEqual([['E99.1', 100]]);
    expect(exercise.manifest.broken).toEqual({ 'answers-twice': ['E99.1'] });
    expect((await loadHints(exercise, root))['E99.1']).toHaveLength(3);
  });

  it('asks for what its author has to write, by file and line, until it is written', async () => {
    await makeExercise(PARROT, root);
    const asked = (await unfilled('parrot', root)).map(({ message }) => message);
    expect(asked).toContain(
      'exercises/parrot/brief.md:15: write «whatever the promises leave open, so that nobody has to guess» in words of your own',
    );
    const files = [...new Set(asked.map((message) => message.split(':')[0] ?? ''))];
    expect(files).toHaveLength(4);
    for (const file of files) {
      const text = await readFile(path.join(root, file), 'utf8');
      await writeFile(path.join(root, file), text.replaceAll(/«[^»]*»/g, 'words'));
    }
    expect(await unfilled('parrot', root)).toEqual([]);
  });

  it('overwrites nothing', async () => {
    await makeExercise(PARROT, root);
    await expect(makeExercise(PARROT, root)).rejects.toThrow('exercises/parrot is there already.');
  });
});

describe('a new check', () => {
  it('stands in the grader, the hints and the manifest, with a broken server to spoil', async () => {
    await makeExercise(PARROT, root);
    await addCheck(await loadExercise('parrot', root), { id: 'E99.2', broken: 'forgets' }, root);
    const grader = await readFile(path.join(root, 'graders/parrot.ts'), 'utf8');
    expect(grader).toMatch(/async function checkE99_2\(rig: Rig\)[\s\S]*id: 'E99\.2'[\s\S]*run: checkE99_2 \},\n\];/);
    const manifest = JSON.parse(await readFile(path.join(root, 'exercises/parrot/exercise.json'), 'utf8'));
    expect(manifest.broken).toEqual({ 'answers-twice': ['E99.1'], forgets: ['E99.2'] });
    const solution = await readFile(path.join(root, 'exercises/parrot/solution/server.ts'), 'utf8');
    expect(await readFile(path.join(root, 'exercises/parrot/broken/forgets/server.ts'), 'utf8')).toBe(solution);
    expect(await readFile(path.join(root, 'exercises/parrot/hints.md'), 'utf8')).toContain('## E99.2\n\n1. «');
  });

  it('is refused in words when its id is taken, is another exercise’s, or its folder is there', async () => {
    await makeExercise(PARROT, root);
    const parrot = await loadExercise('parrot', root);
    await expect(addCheck(parrot, { id: 'E99.1', broken: 'x' }, root)).rejects.toThrow('The next is E99.2.');
    await expect(addCheck(parrot, { id: 'E4.8', broken: 'x' }, root)).rejects.toThrow('E4.8 is no check of parrot');
    await expect(addCheck(parrot, { id: 'E99.2', broken: 'answers-twice' }, root)).rejects.toThrow('is there already');
  });

  it('is not forced into a grader of another shape', () => {
    expect(withCheck('export default [];\n', 'E99.2')).toBeUndefined();
  });
});

it('knows the modules that are written and those that are planned', async () => {
  const modules = await moduleSlugs(ROOT);
  expect(modules).toContain('rooms-departments-presence');
  expect(modules).toContain('scale-and-operate');
  expect(new Set(modules).size).toBe(14);
});
