/** Message ports inside one process: structured clones, delivered by the event loop as libuv's async handles are. */
import { native } from '../kernel/captured.ts';
import type { Host } from '../kernel/host.ts';

export interface PortHooks {
  readonly symbols: Readonly<Record<string, symbol>>;
  /** `emitMessage` of `internal/per_context/messageport`. */
  emitMessage(this: object, data: unknown, ports: readonly unknown[], type: string): void;
  clone(value: unknown, transfer: readonly Transferable[]): unknown;
  /** Thrown at a program that constructs a port itself. */
  illegalConstructor(): Error;
}

type PortClass = new (made: symbol) => object;

export interface Ports {
  readonly MessagePort: PortClass;
  /** Ports that hear each other: two of a channel, any number of a broadcast name. */
  entangle(ports: readonly object[]): void;
  make(): object;
  join(name: string): object;
  stop(port: object): void;
  drain(port: object): void;
  receive(port: object): unknown;
}

export function createPorts(host: Host, hooks: PortHooks): Ports {
  const made = Symbol('made by the kernel');
  const onInit = hooks.symbols['oninit'] ?? Symbol();
  const onClose = hooks.symbols['handle_onclose'] ?? Symbol();
  const nothing = hooks.symbols['no_message_symbol'];
  const groups = new Map<string, Set<MessagePort>>();

  class MessagePort {
    #siblings: Set<MessagePort> = new Set();
    #queue: unknown[] = [];
    #isStarted = false;
    #isClosed = false;
    #isReferenced = true;
    #release: () => void;

    constructor(key?: symbol) {
      if (key !== made) throw hooks.illegalConstructor();
      this.#release = host.kernel.handle('MESSAGEPORT', () => this.#isReferenced);
      (this as unknown as Record<symbol, () => void>)[onInit]?.();
    }

    postMessage(value: unknown, options?: readonly Transferable[] | { transfer?: readonly Transferable[] }): void {
      const transfer = Array.isArray(options) ? options : ((options as { transfer?: Transferable[] })?.transfer ?? []);
      const others = [...this.#siblings].filter((port) => port !== this);
      const copies = others.map((_, index) => hooks.clone(value, index === 0 ? transfer : []));
      for (const [index, port] of others.entries()) port.#take(copies[index]);
    }

    #take(message: unknown): void {
      this.#queue.push(message);
      if (this.#isStarted) this.#deliverNext();
    }

    #deliverNext(): void {
      host.kernel.post(() => {
        if (!this.#isStarted || this.#queue.length === 0) return;
        Reflect.apply(hooks.emitMessage, this, [this.#queue.shift(), [], 'message']);
      });
    }

    start(): void {
      if (this.#isStarted || this.#isClosed) return;
      this.#isStarted = true;
      for (const _ of this.#queue) this.#deliverNext();
    }

    close(): void {
      const together = this.#siblings;
      const isChannel = ![...groups.values()].includes(together);
      together.delete(this);
      for (const port of isChannel ? [this, ...together] : [this]) port.#end();
    }

    #end(): void {
      if (this.#isClosed) return;
      this.#isClosed = true;
      host.kernel.post(() => {
        this.#isStarted = false;
        this.#release();
        (this as unknown as Record<symbol, () => void>)[onClose]?.();
      });
    }

    drain(): void {
      while (this.#isStarted && this.#queue.length > 0)
        Reflect.apply(hooks.emitMessage, this, [this.#queue.shift(), [], 'message']);
    }

    ref(): void {
      this.#isReferenced = true;
    }
    unref(): void {
      this.#isReferenced = false;
      host.loop.wake();
    }
    hasRef(): boolean | undefined {
      return this.#isClosed ? undefined : this.#isReferenced;
    }

    static entangle(ports: Iterable<MessagePort>): void {
      const all = new Set(ports);
      for (const port of all) port.#siblings = all;
    }
    static join(name: string, port: MessagePort): void {
      const group = groups.get(name) ?? new Set();
      groups.set(name, group);
      group.add(port);
      port.#siblings = group;
    }
    static stop(port: MessagePort): void {
      port.#isStarted = false;
    }
    static receive(port: MessagePort): unknown {
      return port.#queue.length > 0 ? port.#queue.shift() : nothing;
    }
  }

  Object.defineProperty(MessagePort, 'name', { value: 'MessagePort' });
  // The library gives the class another parent; its own functions must not depend on that.
  const { entangle, join, stop, receive } = MessagePort;
  const { drain } = MessagePort.prototype;
  return {
    MessagePort: MessagePort as unknown as PortClass,
    entangle: (ports) => entangle(ports as readonly MessagePort[]),
    make: () => new MessagePort(made),
    join(name) {
      const port = new MessagePort(made);
      join(name, port);
      return port;
    },
    stop: (port) => stop(port as MessagePort),
    drain: (port) => Reflect.apply(drain, port, []),
    receive: (port) => receive(port as MessagePort),
  };
}

/** The browser's clone, with errors of the program's realm. */
export function cloneWith(DOMException: new (message?: string, name?: string) => Error) {
  return (value: unknown, transfer: readonly Transferable[] = []): unknown => {
    try {
      return native.structuredClone(value, { transfer: [...transfer] });
    } catch (error) {
      if (!(error instanceof native.DOMException)) throw error;
      throw new DOMException(error.message.replace(/^.*?'structuredClone'[^:]*: /, ''), error.name);
    }
  };
}
