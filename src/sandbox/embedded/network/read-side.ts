/** The incoming half of a stream: what has arrived waits here until the program reads. */
import { errno } from './errno.ts';
import { field, streamBaseState } from './stream-wrap.ts';

/** The most one read delivers, as in libuv. */
const READ_SIZE = 65_536;

export type OnRead = (buffer: ArrayBufferLike | undefined) => unknown;

/** The handle that reads belong to. */
export interface ReadOwner {
  /** Runs a callback of the handle in a macrotask of its own. */
  later(callback: () => void): void;
  /** Calls the library's `onread`; what it has to tell stands in `streamBaseState`. */
  deliver(buffer: ArrayBufferLike | undefined): unknown;
  /** The program has taken so many bytes. */
  credit(bytes: number): void;
}

export class ReadSide {
  bytesRead = 0;
  /** The other end writes no more; it may not have been read so far. */
  endArrived = false;
  /** The program has been told of the end, or of an error. */
  endRead = false;

  readonly #owner: ReadOwner;
  #flowing = false;
  #delivering = false;
  /** Bytes, and at last an error number: EOF or what broke the connection. */
  #arrived: (Uint8Array | number)[] = [];
  #userBuffer: Uint8Array | undefined;

  constructor(owner: ReadOwner) {
    this.#owner = owner;
  }

  get isFlowing(): boolean {
    return this.#flowing;
  }

  get hasUnread(): boolean {
    return this.#arrived.some((item) => typeof item !== 'number');
  }

  start(): void {
    this.#flowing = true;
    this.#deliverLater();
  }

  stop(): void {
    this.#flowing = false;
  }

  /** Nothing is delivered any more. */
  close(): void {
    this.#flowing = false;
    this.#arrived = [];
  }

  /** Reads go into it instead of into buffers of their own. */
  use(buffer: Uint8Array): void {
    this.#userBuffer = buffer;
  }

  push(bytes: Uint8Array): void {
    this.#arrived.push(bytes);
    this.#deliverLater();
  }

  pushEnd(): void {
    if (this.endArrived) return;
    this.endArrived = true;
    this.pushError(errno.EOF);
  }

  pushError(code: number): void {
    this.#arrived.push(code);
    this.#deliverLater();
  }

  /** One read, one macrotask: promise jobs run between two reads, as between two callbacks of libuv. */
  #deliverLater(): void {
    if (this.#delivering || !this.#flowing || this.#arrived.length === 0) return;
    this.#delivering = true;
    this.#owner.later(() => {
      this.#delivering = false;
      if (this.#flowing) this.#deliver();
      this.#deliverLater();
    });
  }

  #deliver(): void {
    const first = this.#arrived[0];
    if (first === undefined) return;
    if (typeof first === 'number') this.#deliverError(first);
    else if (this.#userBuffer) this.#deliverInto(this.#userBuffer);
    else {
      const bytes = this.#take(READ_SIZE);
      streamBaseState[field.kArrayBufferOffset] = bytes.byteOffset;
      this.#owner.deliver(bytes.buffer);
    }
  }

  #deliverError(code: number): void {
    this.#arrived.shift();
    this.#flowing = false;
    this.endRead = true;
    streamBaseState[field.kReadBytesOrError] = code;
    this.#owner.deliver(undefined);
  }

  #deliverInto(buffer: Uint8Array): void {
    buffer.set(this.#take(buffer.byteLength));
    const next = this.#owner.deliver(undefined);
    if (next instanceof Uint8Array) this.#userBuffer = next;
  }

  /** What has arrived, up to `size` bytes, as one piece: TCP keeps no message boundaries. */
  #take(size: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const next = this.#arrived[0];
      if (next === undefined || typeof next === 'number' || length === size) break;
      const room = size - length;
      if (next.byteLength <= room) this.#arrived.shift();
      else this.#arrived[0] = next.subarray(room);
      const part = next.subarray(0, room);
      parts.push(part);
      length += part.byteLength;
    }
    this.bytesRead += length;
    this.#owner.credit(length);
    streamBaseState[field.kReadBytesOrError] = length;
    const [only] = parts;
    return only && parts.length === 1 ? only : concatenate(parts, length);
  }
}

export function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
