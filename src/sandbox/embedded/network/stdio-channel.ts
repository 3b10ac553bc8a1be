/** The stdio of one process over one port: up to four byte streams with credit, and the news of its end. */

import { postTo } from '../kernel/captured.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Descriptor, ProcessEnd, StdioMessage } from '../protocol.ts';
import type { Carrier } from './stream-handle.ts';

/** What hears of one descriptor. A `StreamHandle` is one. */
export interface StdioListener {
  receive(bytes: Uint8Array): void;
  receiveEnd(): void;
  receiveCredit(bytes: number): void;
  /** The other end will not read any more. */
  receiveClosed(): void;
}

/** Either end of a stdio port. */
export class StdioChannel {
  readonly #port: MessagePort;
  readonly #streams = new Map<Descriptor, StdioListener>();
  readonly #early = new Map<Descriptor, StdioMessage[]>();
  readonly #closed = new Set<Descriptor>();
  #onExit: ((end: ProcessEnd) => void) | undefined;

  /** @param listen the kernel's */
  constructor(port: MessagePort, listen: Kernel['listen'], onExit?: (end: ProcessEnd) => void) {
    this.#port = port;
    this.#onExit = onExit;
    listen(port, (message) => this.#receive(message as StdioMessage));
  }

  /** Connects a stream to one descriptor; what came before is delivered now. */
  attach(fd: Descriptor, stream: StdioListener): Carrier {
    this.#streams.set(fd, stream);
    const early = this.#early.get(fd) ?? [];
    this.#early.delete(fd);
    for (const message of early) this.#receive(message);
    return {
      data: (bytes) => this.send(fd, bytes),
      end: () => this.#post({ fd, end: true }),
      credit: (credit) => this.#post({ fd, credit }),
      close: (how) => {
        this.#streams.delete(fd);
        this.#closed.add(fd);
        if (how === 'end') this.#post({ fd, end: true });
        this.#post({ fd, closed: true });
      },
    };
  }

  /** Sends bytes beside whatever else writes to the descriptor, without asking for credit. Copies them. */
  send(fd: Descriptor, bytes: Uint8Array): void {
    const data = new Uint8Array(bytes);
    this.#post({ fd, data }, [data.buffer]);
  }

  /** The last message of a process that ends by itself. */
  sendExit(end: ProcessEnd): void {
    this.#post({ exit: end });
  }

  /** The process at the other end is gone: its streams end. */
  ended(): void {
    for (const stream of this.#streams.values()) {
      stream.receiveEnd();
      stream.receiveClosed();
    }
    this.#port.close();
  }

  #post(message: StdioMessage, transfer: Transferable[] = []): void {
    postTo(this.#port, message, transfer);
  }

  #receive(message: StdioMessage): void {
    if ('exit' in message) {
      const onExit = this.#onExit;
      this.#onExit = undefined;
      onExit?.(message.exit);
      return;
    }
    if (this.#closed.has(message.fd)) return;
    const stream = this.#streams.get(message.fd);
    if (!stream) this.#keep(message);
    else if ('data' in message) stream.receive(message.data);
    else if ('credit' in message) stream.receiveCredit(message.credit);
    else if ('end' in message) stream.receiveEnd();
    else stream.receiveClosed();
  }

  #keep(message: Extract<StdioMessage, { fd: Descriptor }>): void {
    const kept = this.#early.get(message.fd);
    if (kept) kept.push(message);
    else this.#early.set(message.fd, [message]);
  }
}
