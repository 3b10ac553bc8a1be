import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { effect, type ReadonlySignal } from '@preact/signals-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/sandbox/context.ts';
import { bundleFile, bundleGrader } from '../../build/sandbox/rigs.ts';
import { echo } from '../rig/testing/servers.ts';
import { nodeWorkshop } from '../sandbox/node/testing/workshop.ts';
import type { Process, Sandbox } from '../sandbox/runtime.ts';
import { type Access, SandboxAccess } from './access.ts';
import { Grade } from './grade.ts';
import { Play } from './play.ts';
import { labDataOf } from './testing/lab-data.ts';

const data = labDataOf({
  entry: 'server.mjs',
  editable: ['server.mjs'],
  assets: { ...labDataOf().assets, playRig: 'play', gradeRig: 'grade' },
});

let folder: string;
let access: Access;
let sandbox: Sandbox;
/** Rigs that were started, the last one last. */
const rigs: Process[] = [];
const open: (() => void)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'duplex-lab-'));
  const workshop = await nodeWorkshop(folder);
  const sources: Record<string, string> = {
    play: await bundleFile(path.join(ROOT, 'src/rig/main-play.ts')),
    grade: await bundleGrader(path.join(ROOT, 'src/rig/testing/echo-grader.ts')),
  };
  sandbox = await workshop.runtime.boot(workshop.image(['ws']), new AbortController().signal);
  const watched: Pick<Sandbox, 'write' | 'spawn'> = {
    write: (files) => sandbox.write(files),
    async spawn(options) {
      const rig = await sandbox.spawn(options);
      rigs.push(rig);
      return rig;
    },
  };
  const strain = new SandboxAccess(data, new AbortController().signal);
  access = {
    sandbox: async () => watched as Sandbox,
    forget: async () => undefined,
    strain: () => strain.strain(),
    takeStrain: () => strain.takeStrain(),
    source: async (name) => sources[name] ?? '',
  };
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** The first value that fits; the test's own limit ends a wait in vain. */
function until<T, U extends T = T>(
  signal: ReadonlySignal<T>,
  fits: ((value: T) => value is U) | ((value: T) => boolean),
): Promise<U> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      const { value } = signal;
      if (!fits(value)) return;
      resolve(value as U);
      queueMicrotask(() => stop());
    });
  });
}

async function play(server: string): Promise<Play> {
  const played = new Play(data, access);
  open.push(() => played.dispose());
  await played.start({ 'server.mjs': server });
  return played;
}
const linkOf = (played: Play, id: string) => played.clients.value.find((client) => client.id === id)?.link;
const logOf = (played: Play, id: string) =>
  played.clients.value.find((client) => client.id === id)?.log.map(({ from, text }) => `${from}: ${text}`);

describe('playing with a server', () => {
  it('runs it, talks to it, and shows the bytes of each row, even after it was stopped', async () => {
    const played = await play(echo);
    await until(played.server, ({ is }) => is === 'listening');
    played.connect('one', 'ana', '/');
    await until(played.clients, () => linkOf(played, 'one') === 'open');
    played.send('one', 'hello');
    await until(played.clients, () => logOf(played, 'one')?.length === 2);
    expect(logOf(played, 'one')).toEqual(['client: hello', 'server: hello']);

    const { rows } = await until(played.wire, (wire) => wire.rows.some((row) => row.preview === 'hello'));
    expect(rows.every((row) => row.link === 'ana')).toBe(true);
    played.stop();
    expect(played.server.value.is).toBe('stopped');
    await until(played.clients, () => linkOf(played, 'one') === 'off');
    const id = rows.find((row) => row.preview === 'hello')!.id;
    played.inspect(id);
    const details = (await until(played.details, (all) => all.has(id))).get(id);
    expect(details).toMatchObject({ id, hex: expect.stringMatching(/^81/) });
  });

  it('says where a server crashed', async () => {
    const played = await play('\nconst a = {};\nconsole.log(a.b.c);\n');
    const state = await until(played.server, ({ is }) => is === 'crashed');
    expect(state).toMatchObject({ error: expect.stringMatching(/^TypeError/), at: { file: 'server.mjs', line: 3 } });
  });

  it('says that a program ended, which listened nowhere', async () => {
    const played = await play('console.log("done");');
    expect(await until(played.server, ({ is }) => is === 'exited')).toEqual({ is: 'exited', code: 0 });
    expect(played.console.value.lines.map(({ text }) => text)).toContain('done');
  });

  it('ends a loop, and says what was printed last', async () => {
    const played = await play('console.log("about to spin"); for (;;) {}');
    const state = await until(played.server, ({ is }) => is === 'unresponsive');
    expect(state).toMatchObject({ entry: 'server.mjs', lastOutput: 'about to spin' });
  });

  it('starts a server again whose sandbox is lost by the program before, once', async () => {
    const played = await play('for (;;) {}');
    await until(played.server, ({ is }) => is === 'unresponsive');
    await played.start({ 'server.mjs': echo });
    await until(played.server, ({ is }) => is === 'listening');
    rigs.at(-1)?.kill();
    await until(played.server, ({ is }) => is === 'starting');
    await until(played.server, ({ is }) => is === 'listening');
    expect(played.console.value.lines.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/lost with the program before/),
    );
    rigs.at(-1)?.kill();
    expect(await until(played.server, ({ is }) => is === 'failed')).toMatchObject({ at: 'run' });
  });

  it('says that the sandbox is to blame when it cannot be started', async () => {
    const played = new Play(data, { ...access, sandbox: () => Promise.reject(new Error('no memory')) });
    await played.start({ 'server.mjs': echo });
    expect(played.server.value).toMatchObject({ is: 'failed', at: 'start' });
  });
});

describe('grading', () => {
  it('shows each check as it ends, and adds up the points', async () => {
    const grade = new Grade(data, access);
    const graded = await grade.check({ 'server.mjs': echo }, 7);
    expect(graded?.results.map(({ id }) => id)).toContain('T1.1');
    expect(graded?.score).toBe(
      graded?.results.reduce((sum, { verdict, points }) => sum + (verdict.status === 'passed' ? points : 0), 0),
    );
    expect(grade.state.value).toMatchObject({ is: 'done', incomplete: false });
  });

  it('begins again when the sandbox is lost by a program that was ended before, once', async () => {
    access.strain();
    const grade = new Grade(data, access);
    const known = rigs.length;
    const checking = grade.check({ 'server.mjs': echo }, 7);
    await until(grade.state, (state) => state.is === 'running' && state.current !== undefined);
    expect(rigs.length).toBe(known + 1);
    rigs.at(-1)?.kill();
    expect(await checking).toMatchObject({ incomplete: false });
    expect(rigs.length).toBe(known + 2);

    const again = grade.check({ 'server.mjs': echo }, 7);
    await until(grade.state, (state) => state.is === 'running' && state.current !== undefined);
    rigs.at(-1)?.kill();
    expect(await again).toBeUndefined();
    expect(grade.state.value).toMatchObject({ is: 'failed', message: expect.stringMatching(/costs you no points/) });
  });

  it('is no longer told of when it was cancelled', async () => {
    const grade = new Grade(data, access);
    const checking = grade.check({ 'server.mjs': echo }, 7);
    await until(grade.state, ({ is }) => is === 'running');
    grade.cancel();
    expect(grade.state.value.is).toBe('idle');
    expect(await checking).toBeUndefined();
  });
});
