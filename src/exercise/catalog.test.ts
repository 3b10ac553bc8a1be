import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layOver, listExercises, loadExercise, loadHints, loadSubmissions, requireBrief } from './catalog.ts';

const MANIFEST = {
  title: 'Echo',
  module: 'echo',
  number: 'E4',
  summary: 'Says it back.',
  entry: 'server.ts',
  editable: ['server.ts'],
  given: ['store.ts'],
  packages: ['ws'],
  play: { path: '/', clients: [{ name: 'ana' }] },
  broken: { 'drops-one': ['E4.2'] },
};
const GRADER = `export default [
  { id: 'E4.1', title: 'Echo', points: 60, lesson: 'echo#echo', run: async () => {} },
  { id: 'E4.2', title: 'Twice', points: 40, lesson: 'echo#twice', run: async () => {} },
];`;
const HINTS = `# Hints

## E4.1 Echo

1. Look at the first message.
2. It is called an *echo*.
   It goes on here.
3. \`socket.send(data)\`

## E4.2

1. a
2. b
3. c
`;

let root: string;

/** An exercise in a folder of its own; `undefined` leaves a file out. */
async function exercise(slug: string, files: Record<string, string | undefined> = {}, manifest: object = MANIFEST) {
  const all: Record<string, string | undefined> = {
    [`exercises/${slug}/exercise.json`]: JSON.stringify(manifest, null, 2),
    [`exercises/${slug}/hints.md`]: HINTS,
    [`exercises/${slug}/starter/server.ts`]: 'starter',
    [`exercises/${slug}/starter/store.ts`]: 'store',
    [`exercises/${slug}/solution/server.ts`]: 'solution',
    [`exercises/${slug}/accepted/plain/server.mjs`]: 'plain',
    [`exercises/${slug}/broken/drops-one/server.ts`]: 'broken',
    [`graders/${slug}.ts`]: GRADER,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    if (text === undefined) continue;
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
}

const messageOf = (failing: Promise<unknown>) =>
  failing.then(
    () => 'nothing was wrong',
    (error: Error) => `${error.name}: ${error.message}`,
  );

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'catalog-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('the catalog', () => {
  it('lends gate.js to the exercises that give it', async () => {
    await exercise('gated', {}, { ...MANIFEST, given: ['store.ts', 'gate.js'] });
    await exercise('plain');
    const { starter, broken } = await loadSubmissions(await loadExercise('gated', root), root);
    expect(starter.files['gate.js']).toContain('export function gated(');
    expect(broken['drops-one']?.files['gate.js']).toBe(starter.files['gate.js']);
    expect(Object.keys((await loadSubmissions(await loadExercise('plain', root), root)).starter.files)).toEqual([
      'server.ts',
      'store.ts',
    ]);
  });

  it('lists exercises by number', async () => {
    for (const [slug, number] of Object.entries({ b: 'E10a', a: 'E2', c: 'E10b' })) {
      const grader = GRADER.replaceAll('E4.', `${number}.`);
      const broken = { 'drops-one': [`${number}.2`] };
      await exercise(slug, { [`graders/${slug}.ts`]: grader }, { ...MANIFEST, number, broken });
    }
    expect((await listExercises(root)).map(({ slug }) => slug)).toEqual(['a', 'b', 'c']);
  });

  it('gives checks in the order of the grader', async () => {
    await exercise('echo');
    const { checks, manifest } = await loadExercise('echo', root);
    expect(checks).toEqual([
      { id: 'E4.1', title: 'Echo', points: 60, lesson: 'echo#echo' },
      { id: 'E4.2', title: 'Twice', points: 40, lesson: 'echo#twice' },
    ]);
    expect(manifest.env).toEqual({});
  });

  it('lays every submission over the starter', async () => {
    await exercise('echo');
    expect(await loadSubmissions(await loadExercise('echo', root), root)).toEqual({
      starter: { files: { 'server.ts': 'starter', 'store.ts': 'store' }, entry: 'server.ts' },
      solution: { files: { 'server.ts': 'solution', 'store.ts': 'store' }, entry: 'server.ts' },
      accepted: { plain: { files: { 'server.mjs': 'plain', 'store.ts': 'store' }, entry: 'server.mjs' } },
      broken: { 'drops-one': { files: { 'server.ts': 'broken', 'store.ts': 'store' }, entry: 'server.ts' } },
    });
  });

  it('keeps the entry of the starter when a folder brings other files only', () => {
    const base = { files: { 'server.ts': 'starter' }, entry: 'server.ts' };
    expect(layOver(base, { 'rooms.ts': 'rooms' })).toEqual({
      files: { 'server.ts': 'starter', 'rooms.ts': 'rooms' },
      entry: 'server.ts',
    });
  });

  it('reads three hints a check', async () => {
    await exercise('echo');
    expect(await loadHints(await loadExercise('echo', root), root)).toEqual({
      'E4.1': ['Look at the first message.', 'It is called an *echo*.\nIt goes on here.', '`socket.send(data)`'],
      'E4.2': ['a', 'b', 'c'],
    });
  });
});

describe('an author is told what to mend', () => {
  it('for a slug that is none', async () => {
    await exercise('communications-hub');
    await exercise('echo');
    expect(await messageOf(loadExercise('comunications-hub', root))).toMatchInlineSnapshot(
      `"ExerciseError: There is no exercise "comunications-hub". Did you mean communications-hub?"`,
    );
    expect(await messageOf(loadExercise('chess', root))).toMatchInlineSnapshot(
      `"ExerciseError: There is no exercise "chess". The exercises are communications-hub, echo."`,
    );
  });

  it('for each wrong field, by file and line', async () => {
    const wrong = {
      ...MANIFEST,
      number: '4',
      editable: [],
      packages: ['ws', 'left-pad'],
      entry: '../server.ts',
      points: 100,
      summary: '',
      modul: 'echo',
      title: undefined,
      broken: { 'drops-one': ['E4'] },
      env: { DEBUG: 1 },
      needs: null,
      play: { clients: [{}, {}, {}] },
    };
    await exercise('echo', {}, wrong);
    expect(await messageOf(loadExercise('echo', root))).toMatchInlineSnapshot(`
      "ExerciseError: exercises/echo/exercise.json:1: "title": It is missing. Add it: a string.
      exercises/echo/exercise.json:3: "number": It must be a letter and a number, like "E4".
      exercises/echo/exercise.json:4: "summary": It is empty. Write something.
      exercises/echo/exercise.json:5: "entry": It must be a path relative to the submission, like "server.ts".
      exercises/echo/exercise.json:6: "editable": It is empty. Give at least one.
      exercises/echo/exercise.json:12: "packages.1": Not one of the allowed values. Choose from "ws", "express", "socket.io", "socket.io-client", "zod".
      exercises/echo/exercise.json:15: "play.clients": There are too many. Give at most 2.
      exercises/echo/exercise.json:23: "broken.drops-one.0": It must be a check id, like "E4.1".
      exercises/echo/exercise.json:26: "points": This field is unknown. Remove it, or correct its spelling. The fields are $schema, title, module, number, summary, entry, editable, given, packages, needs, env, play, broken.
      exercises/echo/exercise.json:27: "modul": This field is unknown. Remove it, or correct its spelling. Did you mean "module"?
      exercises/echo/exercise.json:29: "env.DEBUG": It is no string. Write a string instead.
      exercises/echo/exercise.json:31: "needs": It is no array. Write an array instead."
    `);
  });

  it('for an exercise with nothing to play with', async () => {
    await exercise('echo', {}, { ...MANIFEST, play: { path: '/' } });
    expect(await messageOf(loadExercise('echo', root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/exercise.json:16: "play": It must offer something to play with: "clients" for WebSocket, "requests" for HTTP, or both."`,
    );
  });

  it('for a file that is no JSON', async () => {
    await exercise('echo', { 'exercises/echo/exercise.json': '{\n  "title": "Echo",\n  "module" "echo"\n}\n' });
    expect(await messageOf(loadExercise('echo', root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/exercise.json:3: This is no JSON: ':' expected. Mend the syntax; JSON has no comments and no trailing commas."`,
    );
  });

  it('for folders, declarations and checks that do not agree, each by its line', async () => {
    const broken = { 'drops-one': ['E4.2', 'E4.9'], gone: ['E4.1'] };
    await exercise('echo', { 'exercises/echo/broken/other/server.ts': '' }, { ...MANIFEST, broken });
    expect(await messageOf(loadExercise('echo', root))).toMatchInlineSnapshot(`
      "ExerciseError: exercises/echo/exercise.json:27: "broken.drops-one": no check is called E4.9. Use one of E4.1, E4.2.
      exercises/echo/exercise.json:29: "broken.gone": there is no folder broken/gone. Add it, or take the entry out.
      exercises/echo/exercise.json:24: the folder broken/other is not declared. Add "other" with the checks it must fail to "broken"."
    `);
  });

  it('for a server’s folder that brings no file of the learner’s', async () => {
    await exercise('echo', { 'exercises/echo/broken/drops-one/server.ts': undefined });
    const misnamed = path.join(root, 'exercises/echo/broken/drops-one');
    await mkdir(misnamed, { recursive: true });
    const echo = await loadExercise('echo', root);
    expect(await messageOf(loadSubmissions(echo, root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/broken/drops-one holds no files, so it would run as the starter does. Put its server.ts there, or take the folder away."`,
    );
    await writeFile(path.join(misnamed, 'sever.ts'), '');
    expect(await messageOf(loadSubmissions(echo, root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/broken/drops-one holds only sever.ts, so it would run as the starter does. Put its server.ts there, or take the folder away."`,
    );
  });

  it('for files that are missing', async () => {
    await exercise('echo', { 'exercises/echo/starter/store.ts': undefined, 'exercises/echo/hints.md': undefined });
    const echo = await loadExercise('echo', root);
    expect(await messageOf(loadSubmissions(echo, root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/starter/store.ts is missing. Add it, or take "store.ts" out of exercises/echo/exercise.json."`,
    );
    expect(await messageOf(loadHints(echo, root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/hints.md cannot be read. It holds the three hints of each check."`,
    );
  });

  it('for a grader without checks', async () => {
    await exercise('echo', { 'graders/echo.ts': 'export const checks = [];' });
    expect(await messageOf(loadExercise('echo', root))).toMatchInlineSnapshot(
      `"ExerciseError: graders/echo.ts exports no checks. Export its list of checks as default: export default checks;"`,
    );
  });

  it('for checks that lack something, by their id and field', async () => {
    const checks = `export default [
      { id: 'E4.1', title: 'Echo', points: '60', lesson: 'echo', run: async () => {} },
      { id: 'E5.2', title: 'Twice', points: 40, lesson: 'echo#twice', run: async () => {} },
      { title: '', points: 0, lesson: 'echo#twice' },
      { id: 'E5.2', title: 'Twice', points: 40, lesson: 'echo#twice', run: async () => {} },
    ];`;
    await exercise('echo', { 'graders/echo.ts': checks });
    expect(await messageOf(loadExercise('echo', root))).toMatchInlineSnapshot(`
      "ExerciseError: graders/echo.ts: E4.1: "points" must be a whole number from 1 on.
      graders/echo.ts: E4.1: "lesson" must be a module and a section, like "liveness#deep-dive".
      graders/echo.ts: E5.2 is no id of exercise E4. Call it E4.2.
      graders/echo.ts: check 3 of the list: "id" must be a string, like "E4.1".
      graders/echo.ts: check 3 of the list: "title" must be the promise in a few words.
      graders/echo.ts: check 3 of the list: "points" must be a whole number from 1 on.
      graders/echo.ts: check 3 of the list: "run" must be a function that is given the rig.
      graders/echo.ts: two checks are called E5.2. Number them anew.
      graders/echo.ts: E5.2 is no id of exercise E4. Call it E4.4."
    `);
  });

  it('for a grader that cannot be loaded, by its line and without a trace of ours', async () => {
    await exercise('echo', { 'graders/echo.ts': `\n\nthrow new TypeError('boom');` });
    await exercise('other', { 'graders/other.ts': `import '../src/nowhere.ts';` });
    expect(await messageOf(loadExercise('echo', root))).toMatch(
      /^ExerciseError: graders\/echo\.ts(:\d+)?: The grader cannot be loaded: TypeError: boom\. Mend it/,
    );
    expect(await messageOf(loadExercise('other', root))).toMatch(/^ExerciseError: graders\/other\.ts.*nowhere\.ts/);
  });

  it('for a brief that is missing or empty', async () => {
    await exercise('echo');
    const echo = await loadExercise('echo', root);
    expect(await messageOf(requireBrief(echo, root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/brief.md cannot be read. It says what the server promises, and is published as the page: write it."`,
    );
    await writeFile(path.join(root, 'exercises/echo/brief.md'), '\n');
    expect(await messageOf(requireBrief(echo, root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/brief.md is empty. Write what the server promises."`,
    );
  });

  it('for hints that are too few, too many, or for no check', async () => {
    await exercise('echo', { 'exercises/echo/hints.md': '## E4.1\n\n1. a\n2. b\n' });
    const echo = await loadExercise('echo', root);
    const rewritten = async (text: string) => {
      await writeFile(path.join(root, 'exercises/echo/hints.md'), text);
      return messageOf(loadHints(echo, root));
    };
    expect(await messageOf(loadHints(echo, root))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/hints.md:1: E4.1 has 2 rungs. Write three: a nudge, the concept by name, a concrete clue, as "1.", "2.", "3."."`,
    );
    expect(await rewritten(HINTS.replace('## E4.2', '### E4.2'))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/hints.md:10: The section of E4.2 begins with "###". Write "## E4.2"."`,
    );
    expect(await rewritten(HINTS.replace('2. b', '2. '))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/hints.md:10: Rung 2 of E4.2 is empty. Write it."`,
    );
    expect(await rewritten(HINTS.replace('## E4.2', '## E4.7'))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/hints.md:10: No check is called E4.7. Use one of E4.1, E4.2."`,
    );
    expect(await rewritten(HINTS.slice(0, HINTS.indexOf('## E4.2')))).toMatchInlineSnapshot(
      `"ExerciseError: exercises/echo/hints.md: E4.2 has no hints. Add a section "## E4.2" with a list of three rungs."`,
    );
  });
});
