import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../build/sandbox/context.ts';
import { buildSandbox } from '../build/sandbox/index.ts';
import { printed, startDuplex } from './testing/duplex.ts';

const HUB = 'communications-hub';
const STARTED = 'Corporate Communications Hub';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'duplex-cli-'));
  // So that no single test waits for it.
  await buildSandbox();
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (...args: readonly string[]) => startDuplex(folder, args);

async function duplex(...args: readonly string[]) {
  const { output, ended } = start(...args);
  const code = await ended;
  return { code, ...output };
}

describe('duplex', () => {
  it('lists its commands, and says so when a word is none of them', async () => {
    expect(await duplex('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/list .*check .*run .*verify /s),
    });
    expect(await duplex()).toMatchObject({ code: 2 });
    expect(await duplex('chek')).toMatchObject({
      code: 2,
      stderr: 'There is no command "chek". Did you mean check?\n',
    });
  });

  it.each(['list', 'check', 'run', 'verify'])('explains %s', async (command) => {
    const { code, stdout } = await duplex(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`npm run -s duplex -- ${command}`);
  });

  it.each([
    [['check', HUB, '--sed', '3'], 'check has no option --sed. Did you mean --seed?'],
    [['check', HUB, '--seed', 'x'], '--seed x is no whole number from 0 on. Write one, like --seed 6.'],
    [['check', HUB, '--runtime', 'deno'], '--runtime deno is none of node, embedded. Choose one of them.'],
    [['check', HUB, '--submission'], /^--submission needs a value\. /],
    [
      ['check', HUB, '--submission', 'nowhere.ts'],
      /^There is nothing at nowhere\.ts\. Give the path of a file or a folder/,
    ],
    [['check', HUB, '--only', 'E4.11'], 'communications-hub has no check E4.11. Did you mean E4.1?'],
    [['check', 'comunications-hub'], 'There is no exercise "comunications-hub". Did you mean communications-hub?'],
    [
      ['new', 'exercise', 'a', 'parrot', '--module', 'liveness'],
      /^new exercise does not take "parrot"\. Its words are <slug>; /,
    ],
    [['new', 'exercise', 'a-parrot', '--module', 'livenes'], 'There is no module "livenes". Did you mean liveness?'],
    [['check'], /^Which exercise\? /],
    [['verify', 'hub', '--repeat', '0'], '--repeat 0 is no whole number from 1 on. Write one, like --repeat 7.'],
    [
      ['verify', HUB, '--only', 'any-department'],
      '--only any-department is no submission. Did you mean broken/any-department?',
    ],
    [
      ['verify', HUB, '--only', 'nobody'],
      '--only nobody is no submission. Write its folder, like solution or broken/echo-twice.',
    ],
    [
      ['verify', HUB, '--only', 'solution', '--record'],
      '--record writes the whole file, with the first seed. Leave --only and --seed out.',
    ],
  ])('cannot do %j, and says how to mend it', async (args, message) => {
    const { code, stderr, stdout } = await duplex(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    if (typeof message === 'string') expect(stderr).toBe(`${message}\n`);
    else expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('lists exercises with their checks', async () => {
    expect((await duplex('list')).stdout).toMatch(/E4 {2}Corporate Communications Hub .* 100 points\n {2}E4\.1 /);
    const all: { slug: string; number: string; checks: unknown[] }[] = JSON.parse(
      (await duplex('list', '--json')).stdout,
    );
    const numbers = all.map(({ number }) => number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
    const hub = all.find(({ slug }) => slug === HUB);
    expect(hub).toMatchObject({ slug: HUB, number: 'E4', points: 100 });
    expect(hub?.checks).toHaveLength(7);
  });
});

describe('duplex check', () => {
  it('shows the starter where it fails, in plain text', async () => {
    const { code, stdout, stderr } = await duplex('check', HUB, '--only', 'E4.2');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /✗ E4\.2 .* 0\/10\n {4}Expected: .*\n {4}Received: .*\n {4}Why: .*\n {4}Read: +modules\/rooms/,
    );
    expect(stdout).toMatch(/▶ +0\.000 s {2}\w+ +↓ {2}text +\{"type":"said"/);
    expect(stdout).toMatch(/\n0 of 10 points · [\d.]+ s · seed 1\n$/);
    // No colours outside a terminal.
    expect(stdout).not.toContain('\u001b');
  });

  it('prints the results document alone, and exits with 1 under --ci', async () => {
    const { code, stdout } = await duplex('check', HUB, '--only', 'E4.2', '--json', '--ci', '--seed', '7');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 3,
      status: 'fail',
      score: 0,
      max_score: 10,
      x_runtime: 'node',
      tests: [
        {
          id: 'E4.2',
          status: 'fail',
          score: 0,
          max_score: 10,
          x_seed: 7,
          x_transcript: { marked: expect.any(Number) },
        },
      ],
    });
  });

  it('grades a file from anywhere under its own name, and a folder', async () => {
    const file = path.join(folder, 'my-hub.mjs');
    await writeFile(file, 'setTimeout(() => { throw new RangeError("mine"); }, 1);');
    const one = await duplex('check', HUB, '--only', 'E4.7', '--submission', file);
    expect(one).toMatchObject({ code: 0, stdout: expect.stringMatching(/RangeError: mine\n +at my-hub\.mjs:1:\d+/) });
    const solution = path.join(ROOT, 'exercises', HUB, 'solution');
    const whole = await duplex('check', HUB, '--only', 'E4.7', '--submission', solution, '--ci');
    expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ E4.7') });
  });

  it('shows control characters of a program instead of obeying them', async () => {
    const rude = path.join(folder, 'rude');
    await mkdir(rude);
    await writeFile(path.join(rude, 'server.js'), 'console.log("\\u001b]0;owned\\u0007"); process.exit(3);');
    const { stdout } = await duplex('check', HUB, '--only', 'E4.7', '--submission', rude);
    expect(stdout).toContain('␛]0;owned␇');
    expect(stdout).not.toContain('\u001b');
  });

  it('gives a document with the reason even when nothing could be graded', async () => {
    const { code, stdout, stderr } = await duplex('check', HUB, '--json', '--submission', 'nowhere.ts');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'error', message: stderr.trimEnd(), tests: [], score: null });
  });

  it('ends its children and cleans up on Ctrl-C', async () => {
    const loop = path.join(folder, 'loop.mjs');
    await writeFile(loop, 'for (;;);');
    const started = start('check', HUB, '--submission', loop);
    const { child, output, ended } = started;
    await printed(started, STARTED);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(output.stderr).toBe('Stopped.\n');
    expect((await readdir(folder)).filter((name) => /^duplex-[0-9a-f]{8}-/.test(name))).toEqual([]);
  });
});

describe('duplex verify', () => {
  const SERVERS = ['solution', 'broken/any-department'].flatMap((name) => ['--only', name]);

  it('shows which checks each server fails, and how far it is', async () => {
    const { code, stdout, stderr } = await duplex('verify', HUB, ...SERVERS);
    expect(stdout).toMatch(
      /\n✓ solution +✓ {2}✓ {2}✓ {2}✓ {2}✓ {2}✓ {2}✓\n✓ broken\/any-department +· {2}· {2}✗ {2}· {2}· {2}· {2}·\n/,
    );
    expect(stdout).toMatch(/\n\nAll of it holds · 2 runs, 8 checks on node · [\d.]+ s\n$/);
    expect(stderr).toMatch(/^1 of 2 {2}communications-hub .* on node\n2 of 2 {2}.*\n$/);
    expect(code).toBe(0);
  });

  it('asks for no text of a check that a broken server fails without having to', async () => {
    const { code, stdout } = await duplex('verify', HUB, '--only', 'broken/echo-twice', '--every-check', '--json');
    const { exercises } = JSON.parse(stdout);
    const { verdicts } = exercises[0].runs[0];
    // The manifest names the first alone.
    expect(verdicts).toMatchObject({ 'E4.1': 'failed', 'E4.2': 'failed', 'E4.3': 'failed', 'E4.4': 'passed' });
    expect(exercises[0].violations).toEqual([]);
    expect(code).toBe(0);
  });

  it('gives every verdict of every seed as JSON', async () => {
    const { code, stdout } = await duplex('verify', HUB, '--only', 'broken/any-department', '--repeat', '2', '--json');
    expect(code).toBe(0);
    const run = { submission: 'broken/any-department', runtime: 'node', verdicts: { 'E4.3': 'failed' } };
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      exercises: [
        {
          slug: HUB,
          violations: [],
          runs: [
            { ...run, seed: 1 },
            { ...run, seed: 2 },
          ],
        },
      ],
    });
  });
});
