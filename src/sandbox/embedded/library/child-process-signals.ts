/** `internalBinding('signal_wrap')`: a program hears the signals it listens for; any other ends it, which the frame does. */
import type { Kernel } from '../kernel/kernel.ts';
import type { FromWorker } from '../protocol.ts';

export interface Signals {
  readonly binding: Record<string, unknown>;
  /** Delivers a signal. @returns false when the program does not listen for it. */
  deliver(name: string): boolean;
}

export function createSignals(kernel: Kernel, send: (message: FromWorker) => void): Signals {
  const watching = new Map<string, Set<Signal>>();
  const tell = () => send({ type: 'signals', names: [...watching.keys()] });

  /** Made by Node's `process.on('SIGTERM', …)`. */
  class Signal {
    onsignal: ((number: number) => void) | undefined;
    #name: string | undefined;
    #number = 0;
    #unregister: (() => void) | undefined;
    #referenced = true;

    start(number: number): number {
      const { os } = kernel.internalBinding('constants') as { os: { signals: Record<string, number> } };
      const name = Object.keys(os.signals).find((key) => os.signals[key] === number);
      if (!name) return -22;
      this.#name = name;
      this.#number = number;
      this.#unregister = kernel.handle('SIGNALWRAP', () => this.#referenced);
      const handles = watching.get(name);
      if (handles) handles.add(this);
      else watching.set(name, new Set([this]));
      tell();
      return 0;
    }

    fire(): void {
      kernel.post(() => this.onsignal?.(this.#number));
    }

    close(): void {
      this.#unregister?.();
      const handles = this.#name === undefined ? undefined : watching.get(this.#name);
      if (this.#name === undefined || !handles?.delete(this)) return;
      if (handles.size === 0) watching.delete(this.#name);
      tell();
    }

    stop(): number {
      this.close();
      return 0;
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
  }

  return {
    binding: { Signal },
    deliver(name) {
      const handles = watching.get(name);
      if (!handles) return false;
      for (const handle of handles) handle.fire();
      return true;
    },
  };
}
