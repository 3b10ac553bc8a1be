/** A child process as `process_wrap` shows it, from its spawn to its end. */
import type { Kernel } from '../kernel/kernel.ts';
import type { StdioChannel } from '../network/stdio-channel.ts';
import type { ProcessEnd } from '../protocol.ts';

export class ChildHandle {
  pid = 0;
  /** Set by the library. */
  onexit: ((code: number, signal: string) => void) | undefined;

  readonly #kernel: Kernel;
  readonly #context: unknown;
  #channel: StdioChannel | undefined;
  #onEnd: (() => void) | undefined;
  #unregister: (() => void) | undefined;
  #referenced = true;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#context = kernel.context();
  }

  ref(): void {
    this.#referenced = true;
  }
  unref(): void {
    this.#referenced = false;
  }
  hasRef(): boolean {
    return this.#referenced;
  }
  getAsyncId(): number {
    return 0;
  }
  close(callback?: () => void): void {
    if (callback) this.#kernel.post(callback, this.#context);
  }

  protected begin(channel: StdioChannel, onEnd: () => void): void {
    this.#channel = channel;
    this.#onEnd = onEnd;
    this.#unregister = this.#kernel.handle('PROCESSWRAP', () => this.#referenced);
  }

  protected channelOf(): StdioChannel {
    if (!this.#channel) throw new Error('The child process has not begun.');
    return this.#channel;
  }

  /** The child has ended; its streams end after what it had written. */
  end({ code, signal }: ProcessEnd): void {
    this.#finish(() => this.onexit?.(code ?? 0, signal ?? ''));
  }

  /** The frame would not start it. */
  fail(status: number): void {
    this.#finish(() => this.onexit?.(status, ''));
  }

  #finish(callback: () => void): void {
    const onEnd = this.#onEnd;
    if (!onEnd) return;
    this.#onEnd = undefined;
    onEnd();
    this.#kernel.post(() => {
      this.#unregister?.();
      callback();
    }, this.#context);
    this.#channel?.ended();
  }
}
