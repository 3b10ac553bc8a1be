/** Runs and type-checks the programs of a lesson, in a temporary folder with this project's packages. For tests. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Fence } from './fences.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** A program that has not ended by then never will. */
const LIMIT_MS = 20_000;

export interface Program {
  readonly fence: Fence;
  /** Absolute, with the named files that stand before it in the lesson. */
  readonly folder: string;
  readonly entry: string;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workshop extends AsyncDisposable {
  readonly programs: readonly Program[];
}

/** Writes every program of a lesson into a folder of its own. */
export async function openWorkshop(fences: readonly Fence[]): Promise<Workshop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'duplex-lesson-'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  const shared = path.join(folder, 'shared');
  await mkdir(shared);

  const programs: Program[] = [];
  for (const fence of fences) {
    if (!['run', 'fails', 'types'].includes(fence.promise.kind)) continue;
    const own = path.join(folder, `line-${fence.line}`);
    await cp(shared, own, { recursive: true });
    const entry = fence.file ?? `line-${fence.line}.${fence.language}`;
    await writeFile(path.join(own, entry), fence.text);
    if (fence.file) await writeFile(path.join(shared, fence.file), fence.text);
    programs.push({ fence, folder: own, entry });
  }
  return { programs, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export function runProgram({ folder, entry }: Program): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** @returns what a reader would see: standard output, then the line that names the error, if it died of one */
export function shownBy({ stdout, stderr }: Outcome): string {
  const error = /^\w*Error\b.*$/m.exec(stderr)?.[0];
  return [stdout.trimEnd(), ...(error ? [error] : [])].join('\n');
}

/** @returns what TypeScript has against the programs, each with its place */
export function typeErrors(programs: readonly Program[]): string[] {
  const entries = programs.map(({ folder, entry }) => path.join(folder, entry)).filter((file) => file.endsWith('.ts'));
  const program = ts.createProgram(entries, {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.esnext.d.ts'],
    types: ['node'],
    typeRoots: [path.join(ROOT, 'node_modules/@types')],
    strict: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    preserveSymlinks: true,
    noEmit: true,
    skipLibCheck: true,
  });
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const place = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const file = diagnostic.file
      ? path.relative(tmpdir(), diagnostic.file.fileName).split(path.sep).slice(1).join('/')
      : '';
    return `${file}:${(place?.line ?? 0) + 1}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  });
}
