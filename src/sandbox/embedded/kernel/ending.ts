/** How a process ends: by `process.exit`, by an error nobody caught, or because nothing is left to wait for. */
import { privateSymbols } from '../bindings/util.ts';
import { native } from './captured.ts';
import type { BootedKernel } from './create.ts';

/** Unwinds the program after its process has ended; the loop calls nothing afterwards. */
export const ENDED = Symbol('ended');

const UNSETTLED_TOP_LEVEL_AWAIT = 13;

interface LibraryProcess {
  readonly argv: readonly string[];
  emit(event: string, code: number): boolean;
  exitCode?: number;
  _exiting: boolean;
}

export class Ending {
  readonly #lastWords: (code: number) => void;
  #isOver = false;
  #isEntryPending = false;
  #isAsking = false;

  /** @param lastWords Tells the world, and stops everything. */
  constructor(lastWords: (code: number) => void) {
    this.#lastWords = lastWords;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  finish(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#lastWords(code & 0xff);
  }

  /** An entry that is an ES module must have been evaluated before the process may end well. */
  watchEntry(): void {
    const symbol = privateSymbols['entry_point_promise_private_symbol'];
    const entry: unknown = symbol && Reflect.get(globalThis, symbol);
    if (!(entry instanceof Promise)) return;
    this.#isEntryPending = true;
    const settled = () => {
      this.#isEntryPending = false;
    };
    Reflect.apply(Promise.prototype.then, entry, [settled, settled]);
  }

  /** Nothing is left to wait for: `beforeExit` may find more to do, else the process ends. */
  naturally(kernel: BootedKernel): void {
    if (this.#isAsking) return;
    const { host, process } = kernel;
    const program = process as unknown as LibraryProcess;
    this.#isAsking = true;
    try {
      host.loop.enter(() => program.emit('beforeExit', codeOf(program)));
    } finally {
      // Promise jobs that it set off come first.
      host.loop.afterTask(() => {
        this.#isAsking = false;
        this.#unlessRevived(kernel);
      });
    }
  }

  #unlessRevived({ host, process }: BootedKernel): void {
    const program = process as unknown as LibraryProcess;
    if (host.loop.isAlive() || this.#isOver) {
      host.loop.wake();
      return;
    }
    if (this.#isEntryPending) {
      program.exitCode ??= UNSETTLED_TOP_LEVEL_AWAIT;
      for (const place of host.positions.stalled())
        host.stdio.write(2, `Warning: Detected unsettled top-level await at ${place}\n\n\n`);
    }
    try {
      host.loop.enter(() => {
        host.loop.stop();
        program._exiting = true;
        program.emit('exit', codeOf(program));
      });
    } finally {
      // Promise jobs that the handlers of `exit` set off still run, as in Node.
      native.setTimeout(() => this.finish(codeOf(program)), 0);
    }
  }
}

function codeOf(program: LibraryProcess): number {
  return Number(program.exitCode ?? 0);
}
