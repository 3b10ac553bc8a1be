import type { Kernel } from '../../kernel/kernel.ts';
import { bytesOf } from '../buffer/arguments.ts';
import type { Connection, ConnectionsList } from './connections-list.ts';
import { type MessageHead, type MessageListener, MessageParser } from './message-parser.ts';

/** The slots of a parser, `parser[kOnBody] = …`, where the library puts its callbacks. */
export const SLOTS = {
  kOnMessageBegin: 0,
  kOnHeaders: 1,
  kOnHeadersComplete: 2,
  kOnBody: 3,
  kOnMessageComplete: 4,
  kOnExecute: 5,
  kOnTimeout: 6,
} as const;

/** Node's `AsyncContextFrame`, which holds what `AsyncLocalStorage` reads. */
interface ContextFrame {
  exchange(context: unknown): unknown;
  set(context: unknown): void;
}

interface BufferConstructor {
  allocUnsafeSlow(size: number): Uint8Array;
}

/** Node's `HTTPParser`: what the library sees of a parser. */
export class ConnectionParser {
  [slot: number]: unknown;

  readonly #kernel: Kernel;
  readonly #connection: Connection;
  #parser: MessageParser | undefined;
  #connections: ConnectionsList | undefined;
  #context: unknown;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#connection = { parser: this, messageStart: undefined, hasBegun: false, headersCompleted: false };
  }

  /**
   * Begins anew for one side of one connection; callbacks run in the asynchronous context of this call.
   * @param maxHeaderSize in bytes, 0 for Node's default
   */
  initialize(
    type: number,
    _resource: object,
    maxHeaderSize = 0,
    lenientFlags = 0,
    connections?: ConnectionsList | null,
  ): void {
    this.#parser ??= new MessageParser(this.#listener());
    this.#parser.reset(type, maxHeaderSize, lenientFlags);
    this.#context = this.#kernel.context();
    this.#connection.hasBegun = false;
    this.#connection.headersCompleted = false;
    this.#connections = connections ?? undefined;
    if (!this.#connections) return;
    // A client that connects and stays silent must meet the headers' timeout too.
    this.#connection.messageStart = this.#kernel.now();
    this.#connections.markActive(this.#connection);
  }

  /** Parses bytes; returns how many it took, or the error that stopped it. @throws what a callback threw */
  execute(buffer: unknown): number | Error {
    return this.#initialized().execute(bytesOf(buffer));
  }

  /** Tells that no more bytes come; returns an error if the message is not whole. @throws what a callback threw */
  finish(): Error | undefined {
    return this.#initialized().finish();
  }

  pause(): void {
    this.#parser?.pause();
  }

  resume(): void {
    this.#parser?.resume();
  }

  /** Takes the connection off the server's list. */
  remove(): void {
    this.#connections?.remove(this.#connection);
  }

  close(): void {
    this.#parser?.close();
    this.#parser = undefined;
  }

  /** For async hooks, of which the sandbox has none. */
  free(): void {}

  /** Handles here are not stream bases (`isStreamBase` is false), so the library never lets the parser read from one. */
  consume(): void {}

  unconsume(): void {}

  /** A copy of the bytes being parsed; empty outside `execute`. */
  getCurrentBuffer(): Uint8Array {
    return this.#copyOf(this.#parser?.chunk ?? new Uint8Array(0));
  }

  #initialized(): MessageParser {
    if (!this.#parser) throw new Error('HTTPParser: initialize() comes first');
    return this.#parser;
  }

  #listener(): MessageListener {
    const lineLimit = () => Math.trunc(Number(Reflect.get(this, 'maxHeaderPairs')) / 2) || 0;
    return {
      get lineLimit() {
        return lineLimit();
      },
      onMessageBegin: () => {
        this.#connection.hasBegun = true;
        this.#connection.headersCompleted = false;
        this.#connection.messageStart = this.#kernel.now();
        this.#connections?.markActive(this.#connection);
        this.#call(SLOTS.kOnMessageBegin);
      },
      onHeaders: (headers, url) => this.#call(SLOTS.kOnHeaders, headers, url) !== NOBODY,
      onHeadersComplete: (head) => this.#onHeadersComplete(head),
      onBody: (from, to) => {
        if (typeof this[SLOTS.kOnBody] !== 'function') return;
        this.#call(SLOTS.kOnBody, this.#copyOf(this.#initialized().chunk.subarray(from, to)));
      },
      onMessageComplete: () => {
        this.#connection.hasBegun = false;
        this.#connection.messageStart = undefined;
        this.#connections?.markIdle(this.#connection);
        this.#call(SLOTS.kOnMessageComplete);
      },
    };
  }

  #onHeadersComplete(takeHead: () => MessageHead): number {
    this.#connection.headersCompleted = true;
    if (typeof this[SLOTS.kOnHeadersComplete] !== 'function') return 0;
    const head = takeHead();
    const answer = this.#call(
      SLOTS.kOnHeadersComplete,
      head.major,
      head.minor,
      head.headers,
      head.method,
      head.url,
      head.statusCode,
      head.statusMessage,
      head.upgrade,
      head.shouldKeepAlive,
    );
    return Math.trunc(Number(answer)) | 0;
  }

  #call(slot: number, ...args: unknown[]): unknown {
    const callback = this[slot];
    if (typeof callback !== 'function') return NOBODY;
    const frame = this.#kernel.requireBuiltin('internal/async_context_frame') as ContextFrame;
    const outer = frame.exchange(this.#context);
    try {
      return Reflect.apply(callback, this, args);
    } finally {
      frame.set(outer);
    }
  }

  #copyOf(bytes: Uint8Array): Uint8Array {
    const { Buffer } = this.#kernel.requireBuiltin('buffer') as { Buffer: BufferConstructor };
    const copy = Buffer.allocUnsafeSlow(bytes.length);
    copy.set(bytes);
    return copy;
  }
}

/** What `#call` returns when the library has put no callback into the slot. */
const NOBODY = Symbol('nobody');
