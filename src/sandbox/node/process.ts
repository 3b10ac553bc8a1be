/** One child process of the node runtime, as the seam's `Process`. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Exit, Output, Process } from '../runtime.ts';
import { OutputStream, type Overflow } from './output.ts';

export interface NodeProcessStart {
  /** Node's own flags, the entry, the program's arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly output: Overflow;
}

/** Enough to hold V8's last words. */
const TAIL_CHARACTERS = 4096;

export class NodeProcess implements Process {
  readonly output: ReadableStream<Output>;
  readonly input: WritableStream<string>;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #killed = false;
  #stderrTail = '';

  constructor({ args, cwd, env, output }: NodeProcessStart) {
    this.#child = spawn(process.execPath, args, {
      cwd,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, so that what the program started ends with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const merged = new OutputStream(output);
    this.output = merged.stream;
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => merged.push('stdout', text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-TAIL_CHARACTERS);
      merged.push('stderr', text);
    });
    this.input = writableTo(this.#child.stdin);
    this.exited = this.#whenExited().finally(() => merged.end());
  }

  kill(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#killed = true;
    this.#killGroup();
  }

  #whenExited(): Promise<Exit> {
    return new Promise((resolve) => {
      this.#child.once('error', () => resolve({ code: null }));
      // What it left running would keep its output open.
      this.#child.once('exit', () => this.#killGroup());
      this.#child.once('close', (code, signal) => resolve(this.#describeExit(code, signal)));
    });
  }

  #describeExit(code: number | null, signal: NodeJS.Signals | null): Exit {
    if (this.#killed) return { code: null, reason: 'killed' };
    if (signal === 'SIGABRT' && this.#stderrTail.includes('heap out of memory'))
      return { code: null, reason: 'out-of-memory' };
    return { code };
  }

  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch {
      // ESRCH: nothing of the group is left.
    }
  }
}

/** Text to a program's standard input. A program that has ended or closed its input reads nothing: that is no error. */
function writableTo(stdin: Writable): WritableStream<string> {
  let open = true;
  stdin.on('error', () => {
    open = false;
  });
  stdin.on('close', () => {
    open = false;
  });
  return new WritableStream<string>({
    write(text) {
      if (!open) return;
      // Waits for the operating system to take it, so a slow reader holds the writer back.
      return new Promise((resolve) => stdin.write(text, () => resolve()));
    },
    close() {
      if (!open) return;
      return new Promise((resolve) => stdin.end(() => resolve()));
    },
    abort() {
      stdin.destroy();
    },
  });
}
