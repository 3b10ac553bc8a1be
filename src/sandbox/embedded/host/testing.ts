/** For tests: the embedded runtime in a real browser on what the sources say now, and the same programs on native Node. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testEngine } from '../../../../build/engines/engine.ts';
import { type BuildContext, ROOT, type SandboxManifest, sha256 } from '../../../../build/sandbox/context.ts';
import { buildFrame, inlineSource } from '../../../../build/sandbox/frame.ts';
import { buildHost } from '../../../../build/sandbox/host.ts';
import { closureFiles } from '../../../../build/sandbox/images.ts';
import { buildWorker } from '../../../../build/sandbox/worker.ts';
import { imageName, packImage } from '../../image.ts';
import type { Exit, FileTree, Process, Runtime, Sandbox } from '../../runtime.ts';
import { packWorker } from '../worker-file.ts';
import { type EmbeddedHostOptions, embeddedHost } from './index.ts';

export interface TestHost extends AsyncDisposable {
  readonly runtime: Runtime;
  boot(packages?: readonly string[], signal?: AbortSignal): Promise<Sandbox>;
  /** Runs one program to its end, in a sandbox that the test file shares, and gives what it printed. */
  run(files: FileTree, options?: RunOptions): Promise<Ended>;
}

export interface RunOptions {
  readonly entry?: string;
  readonly packages?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly exit: Exit;
  readonly stdout: string;
  readonly stderr: string;
}

interface TestHostOptions {
  readonly isolation?: EmbeddedHostOptions['isolation'];
  /** The closures of packages to make images of. */
  readonly images?: readonly (readonly string[])[];
}

export async function openTestHost({
  isolation = 'none',
  images = [[], ['ws']],
}: TestHostOptions = {}): Promise<TestHost> {
  const folder = await mkdtemp(path.join(tmpdir(), 'embedded-'));
  await buildInto(folder, images);
  const runtime = await embeddedHost({ folder, isolation, engine: await testEngine() });
  const shared = new Map<string, Promise<Sandbox>>();
  const boot = (packages: readonly string[] = [], signal = new AbortController().signal) =>
    runtime.boot({ name: imageName(packages), hash: '' }, signal);
  return {
    runtime,
    boot,
    async run(files, { entry = '/app/main.js', packages = [], env = {} } = {}) {
      const name = imageName(packages);
      const booted = shared.get(name) ?? boot(packages);
      shared.set(name, booted);
      const sandbox = await booted;
      await sandbox.write(files);
      return await readToEnd(await sandbox.spawn({ entry, env }));
    },
    async [Symbol.asyncDispose]() {
      await runtime[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

export async function readToEnd(process: Process): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  for await (const { stream, text: more } of process.output) text[stream] += more;
  return { ...text, exit: await process.exited };
}

/** Reads until standard output holds `text`; the rest stays unread. */
export async function readUntil(process: Process, text: string): Promise<string> {
  const reader = process.output.getReader();
  let seen = '';
  try {
    while (!seen.includes(text)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`It ended without printing "${text}": ${seen}`);
      seen += value.text;
    }
    return seen;
  } finally {
    reader.releaseLock();
  }
}

/** The same program on this Node. */
export async function runNative(
  files: FileTree,
  { entry = '/app/main.js', env = {} }: RunOptions = {},
): Promise<Ended> {
  const folder = await mkdtemp(path.join(tmpdir(), 'native-'));
  try {
    for (const [name, contents] of Object.entries(files)) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, contents);
    }
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const child = spawn(process.execPath, [path.join(folder, entry)], { cwd: path.join(folder, 'app'), env });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (more: string) => (text[stream] += more));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { ...text, exit: { code } };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What may stand in place of the real parts, to see what the walls around them hold. */
export interface OtherParts {
  readonly worker?: { readonly script: string; readonly library: string };
  readonly frameScript?: string;
}

/** Builds a sandbox's files, and the manifest, into an empty folder. */
export async function buildInto(
  folder: string,
  closures: readonly (readonly string[])[],
  { worker: otherWorker, frameScript }: OtherParts = {},
): Promise<void> {
  const context: BuildContext = {
    root: ROOT,
    out: folder,
    async emit(name, contents) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), contents);
      return name;
    },
  };
  const images: Record<string, SandboxManifest['images'][string]> = {};
  for (const packages of closures) {
    const name = imageName(packages);
    const archive = packImage(await closureFiles(ROOT, packages));
    images[name] = {
      file: await context.emit(`image/${name}.bin`, archive),
      hash: sha256(archive),
      bytes: archive.byteLength,
    };
  }
  const [worker, frame, host] = await Promise.all([
    otherWorker ? context.emit('worker.js', packWorker(otherWorker.script, otherWorker.library)) : buildWorker(context),
    frameScript === undefined ? buildFrame(context) : emitFrame(context, frameScript),
    buildHost(context),
  ]);
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify({ worker, frame, host, images }));
}

async function emitFrame(context: BuildContext, script: string): Promise<SandboxManifest['frame']> {
  return { script: await context.emit('frame.js', script), csp: inlineSource(script) };
}
