/** Finds a program of the system in PATH, or installs Debian's package of it. */
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';

export interface SystemProgram {
  /** As what it is started: names to look for in PATH, or whole paths. */
  readonly names: readonly string[];
  /** Debian's package. */
  readonly debian: string;
}

/** @returns its path. @throws Error that says how to get it. */
export async function findProgram({ names, debian }: SystemProgram): Promise<string> {
  const there = await look(names);
  if (there) return there;
  const isDebianRoot = process.getuid?.() === 0 && (await isExecutable('/usr/bin/apt-get'));
  if (isDebianRoot) {
    process.stderr.write(`Duplex: ${names[0]} is missing, installing ${debian} (this happens once).\n`);
    await run('apt-get', ['update', '-q']);
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', debian]);
  }
  const installed = await look(names);
  if (installed) return installed;
  throw new Error(`There is no ${names.join(' and no ')} on this machine. Install it: apt-get install ${debian}.`);
}

async function look(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const files = names.flatMap((name) =>
    path.isAbsolute(name) ? [name] : folders.map((folder) => path.join(folder, name)),
  );
  for (const file of files) if (await isExecutable(file)) return file;
  return undefined;
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What it prints goes to stderr: stdout may be a document that a machine reads. A failure shows in what comes next. */
export function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}
