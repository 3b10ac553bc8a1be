/** Runs one program twice, on native Node and on the harness, and gives what can be seen of both. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TestProgram {
  readonly files: Readonly<Record<string, string>>;
  /** `/app/server.ts` unless told. */
  readonly entry?: string;
  /** Installed packages, with all they depend on. */
  readonly packages?: readonly string[];
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const HARNESS = fileURLToPath(new URL('./harness.ts', import.meta.url));
const INSTALLED = fileURLToPath(new URL('../../../../../node_modules', import.meta.url));

export async function runBoth(program: TestProgram): Promise<{ native: Outcome; ours: Outcome }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'duplex-modules-'));
  try {
    const [native, ours] = await Promise.all([runNative(program, folder), runOurs(program, folder)]);
    return { native, ours };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runNative(program: TestProgram, folder: string): Promise<Outcome> {
  const root = path.join(folder, 'root');
  for (const [name, contents] of Object.entries(program.files)) {
    await mkdir(path.dirname(root + name), { recursive: true });
    await writeFile(root + name, contents);
  }
  await mkdir(path.join(root, 'app'), { recursive: true });
  await mkdir(path.join(root, 'node_modules'), { recursive: true });
  for (const name of await closure(program.packages ?? [])) {
    await symlink(path.join(INSTALLED, name), path.join(root, 'node_modules', name));
  }
  const entry = root + (program.entry ?? '/app/server.ts');
  return run(['--no-warnings', '--preserve-symlinks', entry], path.join(root, 'app'), root);
}

async function runOurs(program: TestProgram, folder: string): Promise<Outcome> {
  const packages: Record<string, string> = {};
  for (const name of await closure(program.packages ?? [])) {
    for (const file of await readdir(path.join(INSTALLED, name), { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || !/\.(?:c|m)?js$|\.json$/.test(file.name)) continue;
      const full = path.join(file.parentPath, file.name);
      packages[`/node_modules/${path.relative(INSTALLED, full)}`] = full;
    }
  }
  const tree = path.join(folder, 'tree.json');
  await writeFile(tree, JSON.stringify({ entry: '/app/server.ts', ...program, packages }));
  return run(['--no-warnings', '--expose-internals', HARNESS, tree], folder, folder);
}

/** The packages and all that they need, by their package.json files. */
async function closure(names: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const text = await readFile(path.join(INSTALLED, name, 'package.json'), 'utf8');
    const manifest = JSON.parse(text) as { dependencies?: Record<string, string> };
    waiting.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return found;
}

function run(args: readonly string[], cwd: string, root: string): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd, timeout: 30_000 }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({
        stdout: visible(stdout, root).replace(/\s+/g, ' '),
        stderr: withoutInternals(visible(stderr, root)),
        code,
      });
    });
  });
}

function visible(text: string, root: string): string {
  // Paths of other lengths break the lines of lists elsewhere.
  return text.replaceAll(root, '').replaceAll('[Object: null prototype] [Module]', '[Module: null prototype]');
}

/** Frames of Node and of the harness are no part of the comparison, and neither is where Node itself threw. */
function withoutInternals(text: string): string {
  return (
    text
      .replace(/^node:internal.*\n.*\n\s*\^+\n\n?/m, '')
      .replace(/^Node\.js v.*$/m, '')
      .replace(/^<anonymous_script>:.*\n.*\n\s*\^\n\n?/m, '')
      // Node marks where it was thrown, a stack begins where the error was made; the kernel's tests look at the former.
      .replace(/^\S+:\d+\n.*\n\s*\^*\n\n(?!SyntaxError)/m, '')
      .replace(/\[\s+([^\]]*?)\s+\]/g, (_all, list: string) => `[ ${list.replace(/\s+/g, ' ')} ]`)
      .split('\n')
      .filter((line) => !/^\s+at .*(?:node:|\/src\/sandbox\/|<anonymous>\)?$)/.test(line))
      .map((line) => (/^\s+at /.test(line) ? line.replace(/ \{$/, '') : line))
      .join('\n')
      .trim()
  );
}
