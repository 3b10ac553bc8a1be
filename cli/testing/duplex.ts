/** For tests: the command line as a person starts it. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ROOT } from '../../build/sandbox/context.ts';

export interface Started {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** What it has printed so far. */
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
}

/** @param folder Its working folder, and where it puts what is temporary. */
export function startDuplex(folder: string, args: readonly string[]): Started {
  const child = spawn(process.execPath, [path.join(ROOT, 'cli/main.ts'), ...args], {
    env: { ...process.env, TMPDIR: folder, FORCE_COLOR: undefined },
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, output, ended };
}

/** Resolves when standard output holds `text`. */
export function printed({ child, output }: Started, text: string): Promise<void> {
  return new Promise((resolve) => {
    child.stdout.on('data', () => {
      if (output.stdout.includes(text)) resolve();
    });
  });
}
