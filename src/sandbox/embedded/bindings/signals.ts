/** `internalBinding('signal_wrap')`: a program hears the signals it listens for; any other ends it, which the frame does. */
import facts from 'duplex:node-facts';
import type { Binding, Host } from '../kernel/host.ts';

const EINVAL = -22;
/** SIGKILL and SIGSTOP. */
const NOT_TO_BE_CAUGHT = new Set([9, 19]);

interface SignalHandle {
  onsignal?: (signal: number) => void;
}

export class Signals {
  readonly #host: Host;
  readonly #listening = new Map<number, SignalHandle>();
  readonly #numbers = facts.constants['os']?.['signals'] as Readonly<Record<string, number>>;

  constructor(host: Host) {
    this.#host = host;
  }

  /** @returns whether the program listens for it. */
  deliver(name: string): boolean {
    const number = this.#numbers[name] ?? 0;
    const handle = this.#listening.get(number);
    if (!handle) return false;
    this.#host.kernel.post(() => handle.onsignal?.(number));
    return true;
  }

  createBinding(): Binding {
    const listening = this.#listening;
    const tell = () => this.#tell();
    /** Node makes one a signal, for `process.on('SIGTERM', …)`, and takes its reference away. */
    class Signal implements SignalHandle {
      onsignal?: (signal: number) => void;
      #number = 0;
      start(number: number): number {
        if (NOT_TO_BE_CAUGHT.has(number)) return EINVAL;
        this.#number = number;
        listening.set(number, this);
        tell();
        return 0;
      }
      stop(): number {
        if (listening.delete(this.#number)) tell();
        return 0;
      }
      close(): void {
        this.stop();
      }
      ref(): void {}
      unref(): void {}
      hasRef(): boolean {
        return false;
      }
    }
    return { Signal };
  }

  #tell(): void {
    const names = Object.keys(this.#numbers);
    this.#host.outside.signals(names.filter((name) => this.#listening.has(this.#numbers[name] ?? 0)));
  }
}
