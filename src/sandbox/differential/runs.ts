/** One program of the corpus, on native Node and in the tab: the same paths, the same working folder, nothing on stdin. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../../build/sandbox/context.ts';
import { EVERY_PACKAGE } from '../contract/packages.ts';
import { openTestHost } from '../embedded/host/testing.ts';
import type { Process } from '../runtime.ts';
import { masked, type Places } from './masks.ts';
import { type Corpus, readCorpus } from './programs.ts';

/** All that a program can be told by: the exit code stands last, or what ended it instead. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly end: string;
}

export interface Runs extends AsyncDisposable {
  native(program: string): Promise<Outcome>;
  embedded(program: string): Promise<Outcome>;
}

/** A program that has not ended by then never will; the machine may be busy. ms. */
const LIMIT = 30_000;
const STUCK = 'did not end';

export async function openRuns(): Promise<Runs> {
  const corpus = await readCorpus();
  // Long enough that no path is part of another, and without links, which Node would resolve.
  const root = await mkdtemp(path.join(await realpath(tmpdir()), 'duplex-corpus-'));
  const places: Places = { root, packages: await realpath(path.join(ROOT, 'node_modules')) };
  const [host] = await Promise.all([openTestHost({ images: [EVERY_PACKAGE] }), layOut(corpus, root)]);
  const files = Object.fromEntries(Object.entries(corpus.files).map(([file, it]) => [`${root}/${file}`, it]));
  const boot = async () => {
    const booted = await host.boot(EVERY_PACKAGE);
    await booted.write(files);
    return booted;
  };
  let sandbox = boot();

  return {
    async native(program) {
      const cwd = workFolder(root, program);
      await mkdir(cwd, { recursive: true });
      return clean(await runNative(path.join(root, program), cwd), places);
    },
    async embedded(program) {
      const used = sandbox;
      const process = await (await used).spawn({ entry: `${root}/${program}`, cwd: workFolder(root, program) });
      const outcome = await runEmbedded(process);
      // A program that broke its sandbox fails; the next ones get another.
      if (!outcome.end.startsWith('exit') && sandbox === used) sandbox = boot();
      return clean(outcome, places);
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await rm(root, { recursive: true });
    },
  };
}

/** Empty, and a program's own. */
const workFolder = (root: string, program: string) => `${root}/work/${program.replaceAll('/', '-')}`;

async function layOut({ files }: Corpus, root: string): Promise<void> {
  for (const [file, contents] of Object.entries(files)) {
    const full = path.join(root, file);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(full, contents);
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
}

function clean({ stdout, stderr, end }: Outcome, places: Places): Outcome {
  return { stdout: masked(stdout, places), stderr: masked(stderr, places), end };
}

async function runNative(file: string, cwd: string): Promise<Outcome> {
  const child = spawn(process.execPath, [file], { cwd, env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (more: string) => (text[stream] += more));
  let end: string | undefined;
  const timer = setTimeout(() => {
    end = STUCK;
    child.kill('SIGKILL');
  }, LIMIT);
  const exit = await new Promise<string>((resolve) =>
    child.once('close', (code, signal) => resolve(code === null ? String(signal) : `exit ${code}`)),
  );
  clearTimeout(timer);
  return { ...text, end: end ?? exit };
}

async function runEmbedded(process: Process): Promise<Outcome> {
  let end: string | undefined;
  const timer = setTimeout(() => {
    end = STUCK;
    process.kill();
  }, LIMIT);
  await process.input.close();
  const text = { stdout: '', stderr: '' };
  for await (const { stream, text: more } of process.output) text[stream] += more;
  const { code, reason } = await process.exited;
  clearTimeout(timer);
  return { ...text, end: end ?? (code === null ? (reason ?? 'SIGKILL') : `exit ${code}`) };
}
