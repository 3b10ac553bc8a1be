/**
 * `LibuvStreamWrap`: what Node's `net` reads from and writes to. A TCP connection and a stdio pipe differ only in what
 * carries their bytes away (`Carrier`); flow control, partial writes and half-close are the same.
 */
import type { Kernel } from '../kernel/kernel.ts';
import { errno } from './errno.ts';
import { concatenate, type OnRead, ReadSide } from './read-side.ts';
import { field, type ShutdownWrap, streamBaseState, type WriteWrap } from './stream-wrap.ts';
import { WINDOW } from './window.ts';
import { WriteSide } from './write-side.ts';

/** Takes a stream's outgoing half to the other end. Copies what it is given. */
export interface Carrier {
  data(bytes: Uint8Array): void;
  /** Half-close: nothing more will be written. */
  end(): void;
  /** The reader here has taken this many bytes. */
  credit(bytes: number): void;
  /** Both halves are closed here. `reset`: bytes had arrived that nobody took, or the program asked for it. */
  close(how: 'end' | 'ended-before' | 'reset'): void;
}

const encoder = new TextEncoder();

export class StreamHandle {
  /** False keeps `http` from handing the stream to its parser natively: bytes go through `onread`. */
  readonly isStreamBase: boolean = false;
  fd = -1;
  bytesWritten = 0;
  /** Set by the library. */
  onread: OnRead | undefined;

  protected readonly kernel: Kernel;
  protected carrier: Carrier | undefined;
  protected closed = false;
  /** Set when the other end is gone: what the next write answers. As in Linux the cause is told once, by a read or a write. */
  #broken = 0;
  #referenced = true;
  #resetOnClose = false;
  #unregister: (() => void) | undefined;
  readonly #asyncId: number;
  readonly #context: unknown;

  readonly #reads = new ReadSide({
    later: (callback) => this.later(callback),
    credit: (bytes) => this.carrier?.credit(bytes),
    deliver: (buffer) => {
      if (this.#reads.endRead && this.#broken) this.#broken = errno.EPIPE;
      return this.onread?.(buffer);
    },
  });
  readonly #writes: WriteSide;

  /** @param window bytes that may be under way before the reader has taken them */
  constructor(kernel: Kernel, label: string, window = WINDOW) {
    this.kernel = kernel;
    this.#writes = new WriteSide({
      window,
      later: (callback) => this.later(callback),
      send: (bytes) => this.carrier?.data(bytes),
      sendEnd: () => this.carrier?.end(),
    });
    this.#asyncId = newAsyncId(kernel);
    this.#context = kernel.context();
    this.#unregister = kernel.handle(label, () => this.#referenced && this.isActive());
  }

  /** Whether the handle has something to wait for, as libuv's "active". */
  protected isActive(): boolean {
    return this.#reads.isFlowing || this.#writes.isBusy;
  }

  /** Runs `callback` as a callback of this handle, in the asynchronous context it was made in. */
  protected later(callback: () => void): void {
    this.kernel.deliver(callback, this.#context);
  }

  getAsyncId(): number {
    return this.#asyncId;
  }
  getProviderType(): number {
    return 0;
  }
  ref(): void {
    this.#referenced = true;
  }
  unref(): void {
    this.#referenced = false;
  }
  hasRef(): boolean {
    return this.#referenced && !this.closed;
  }
  get bytesRead(): number {
    return this.#reads.bytesRead;
  }
  get writeQueueSize(): number {
    return this.#writes.queued;
  }

  // From the library

  readStart(): number {
    if (this.closed) return errno.EBADF;
    this.#reads.start();
    return 0;
  }

  readStop(): number {
    this.#reads.stop();
    return 0;
  }

  useUserBuffer(buffer: Uint8Array): void {
    this.#reads.use(buffer);
  }

  // The request argument of writes is null in Node 26: the binding makes one when the write does not end at once.

  writeBuffer(_request: null, buffer: Uint8Array): number | WriteWrap {
    return this.#write(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength));
  }
  writeUtf8String(_request: null, text: string): number | WriteWrap {
    return this.#write(encoder.encode(text));
  }
  writeLatin1String(_request: null, text: string): number | WriteWrap {
    return this.#write(encode(this.kernel, text, 'latin1'));
  }
  writeAsciiString(_request: null, text: string): number | WriteWrap {
    return this.#write(encode(this.kernel, text, 'latin1'));
  }
  writeUcs2String(_request: null, text: string): number | WriteWrap {
    return this.#write(encode(this.kernel, text, 'utf16le'));
  }

  /** `chunks` are buffers, or pairs of chunk and encoding. */
  writev(_request: null, chunks: readonly unknown[], allBuffers: boolean): number | WriteWrap {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let i = 0; i < chunks.length; i += allBuffers ? 1 : 2) {
      const chunk = chunks[i];
      const part =
        typeof chunk === 'string' ? encode(this.kernel, chunk, String(chunks[i + 1])) : (chunk as Uint8Array);
      parts.push(part);
      length += part.byteLength;
    }
    return this.#write(concatenate(parts, length));
  }

  #write(bytes: Uint8Array): number | WriteWrap {
    streamBaseState[field.kBytesWritten] = bytes.byteLength;
    streamBaseState[field.kLastWriteErr] = 0;
    if (this.closed) return errno.EBADF;
    if (this.#broken || this.#writes.endSent || !this.carrier) return this.#takeCause();
    this.bytesWritten += bytes.byteLength;
    return this.#writes.write(bytes);
  }

  #takeCause(): number {
    const cause = this.#broken || errno.EPIPE;
    if (this.#broken) this.#broken = errno.EPIPE;
    return cause;
  }

  shutdown(request: ShutdownWrap): number {
    if (this.closed || this.#broken || this.#writes.endSent || !this.carrier) return errno.ENOTCONN;
    this.#writes.shutdown(request);
    return 0;
  }

  close(callback?: () => void): void {
    if (this.closed) return;
    this.closed = true;
    const mustReset = this.#resetOnClose || this.#reads.hasUnread;
    this.#reads.close();
    this.#writes.fail(errno.ECANCELED);
    this.carrier?.close(mustReset ? 'reset' : this.#writes.endSent ? 'ended-before' : 'end');
    this.carrier = undefined;
    this.#unregister?.();
    this.#unregister = undefined;
    this.later(() => callback?.call(this));
  }

  /** Closes with a reset, as `SO_LINGER` of 0 does. */
  reset(callback?: () => void): number {
    this.#resetOnClose = true;
    this.close(callback);
    return 0;
  }

  // From the carrier

  receive(bytes: Uint8Array): void {
    this.#reads.push(bytes);
  }

  /** The other end writes no more. */
  receiveEnd(): void {
    this.#reads.pushEnd();
  }

  /** The reader at the other end has taken bytes. */
  receiveCredit(bytes: number): void {
    this.#writes.acknowledge(bytes);
  }

  /** The connection is gone. What had arrived can still be read; then comes the error. */
  receiveReset(): void {
    if (this.#broken) return;
    this.#broken = this.#reads.endArrived ? errno.EPIPE : errno.ECONNRESET;
    this.carrier = undefined;
    // A reader is told first, as by libuv, and what waits to be written ends when it closes the socket.
    if (!this.#reads.isFlowing) this.#writes.fail(this.#broken);
    this.#reads.pushError(this.#broken);
  }

  /** Nobody will read what is written here. */
  receiveClosed(): void {
    if (this.#broken) return;
    this.#broken = errno.EPIPE;
    this.#writes.fail(errno.EPIPE);
  }

  // For the control of the process

  limitWrites(limit: number | null): void {
    this.#writes.limit(limit);
  }

  get hasUnacknowledged(): boolean {
    return this.#writes.hasUnacknowledged;
  }

  get progress(): { endSent: boolean; endSeen: boolean; closed: boolean; reading: boolean } {
    const { endRead, isFlowing } = this.#reads;
    return { endSent: this.#writes.endSent, endSeen: endRead, closed: this.closed, reading: isFlowing };
  }
}

function newAsyncId(kernel: Kernel): number {
  const hooks = kernel.requireBuiltin('internal/async_hooks') as { newAsyncId(): number };
  return hooks.newAsyncId();
}

function encode(kernel: Kernel, text: string, encoding: string): Uint8Array {
  if (encoding === 'utf8' || encoding === 'utf-8') return encoder.encode(text);
  const { Buffer } = kernel.requireBuiltin('buffer') as {
    Buffer: { from(text: string, encoding: string): Uint8Array };
  };
  return Buffer.from(text, encoding);
}
