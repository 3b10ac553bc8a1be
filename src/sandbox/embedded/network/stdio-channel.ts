/** The stdio of one process over one port: up to four byte streams with credit, and the news of its end. */
import type { Descriptor, ProcessEnd, StdioMessage } from '../protocol.ts';
import type { Carrier, StreamHandle } from './stream-handle.ts';

/** Either end of a stdio port. */
export class StdioChannel {
  readonly #port: MessagePort;
  readonly #streams = new Map<Descriptor, StreamHandle>();
  readonly #early = new Map<Descriptor, StdioMessage[]>();
  readonly #closed = new Set<Descriptor>();
  #onExit: ((end: ProcessEnd) => void) | undefined;

  constructor(port: MessagePort, onExit?: (end: ProcessEnd) => void) {
    this.#port = port;
    this.#onExit = onExit;
    port.onmessage = (event: MessageEvent<StdioMessage>) => this.#receive(event.data);
  }

  /** Connects a stream to one descriptor; what came before is delivered now. */
  attach(fd: Descriptor, stream: StreamHandle): Carrier {
    this.#streams.set(fd, stream);
    const early = this.#early.get(fd) ?? [];
    this.#early.delete(fd);
    for (const message of early) this.#receive(message);
    return {
      data: (bytes) => {
        const data = bytes.slice();
        this.#port.postMessage({ fd, data } satisfies StdioMessage, [data.buffer]);
      },
      end: () => this.#send({ fd, end: true }),
      credit: (credit) => this.#send({ fd, credit }),
      close: (how) => {
        this.#streams.delete(fd);
        this.#closed.add(fd);
        if (how === 'end') this.#send({ fd, end: true });
        this.#send({ fd, closed: true });
      },
    };
  }

  /** The last message of a process that ends by itself. */
  sendExit(end: ProcessEnd): void {
    this.#send({ exit: end });
  }

  /** The process at the other end is gone: its streams end. */
  ended(): void {
    for (const stream of this.#streams.values()) stream.receiveEnd();
    this.#port.close();
  }

  #send(message: StdioMessage): void {
    this.#port.postMessage(message);
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
