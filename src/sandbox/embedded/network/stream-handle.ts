/**
 * `LibuvStreamWrap`: what Node's `net` reads from and writes to. A TCP connection and a stdio pipe differ only in what
 * carries their bytes away (`Carrier`); flow control, partial writes and half-close are here.
 */
import type { Kernel } from '../kernel/kernel.ts';
import { errno } from './errno.ts';
import { field, type ShutdownWrap, streamBaseState, WriteWrap } from './stream-wrap.ts';

/** Bytes one direction of a stream may have under way before its reader has taken them. */
export const WINDOW = 65_536;

/** The most one read delivers, as in libuv. */
const READ_SIZE = 65_536;

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

interface PendingWrite {
  readonly request: WriteWrap;
  rest: Uint8Array;
}

const encoder = new TextEncoder();

export class StreamHandle {
  /** False keeps `http` from handing the stream to its parser natively: bytes go through `onread`. */
  readonly isStreamBase: boolean = false;
  fd = -1;
  bytesRead = 0;
  bytesWritten = 0;
  writeQueueSize = 0;
  onread: ((buffer: ArrayBufferLike | undefined) => unknown) | undefined;

  protected readonly kernel: Kernel;
  protected carrier: Carrier | undefined;
  protected closed = false;
  /** Set when the other end is gone: what the next write answers. As in Linux the cause is told once, by a read or a write. */
  protected broken = 0;
  #referenced = true;
  #unregister: (() => void) | undefined;
  readonly #asyncId: number;
  readonly #context: unknown;

  #flowing = false;
  #arrived: (Uint8Array | number)[] = [];
  #delivering = false;
  #userBuffer: Uint8Array | undefined;

  #unacknowledged = 0;
  #sent = 0;
  #limit = Number.POSITIVE_INFINITY;
  #pending: PendingWrite[] = [];
  /** Waits for the pending writes. */
  #shutdown: ShutdownWrap | undefined;
  #endSent = false;
  #resetOnClose = false;
  #endSeen = false;
  #endDelivered = false;

  constructor(kernel: Kernel, label: string) {
    this.kernel = kernel;
    this.#asyncId = newAsyncId(kernel);
    this.#context = kernel.context();
    this.#unregister = kernel.handle(label, () => this.#referenced && this.isActive());
  }

  /** Whether the handle has something to wait for, as libuv's "active". */
  protected isActive(): boolean {
    return this.#flowing || this.#pending.length > 0 || this.#shutdown !== undefined;
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

  /** Runs `callback` as a callback of this handle: a macrotask of its own, in the asynchronous context it was made in. */
  protected later(callback: () => void): void {
    this.kernel.post(callback, this.#context);
  }

  // Reading

  readStart(): number {
    if (this.closed) return errno.EBADF;
    this.#flowing = true;
    this.#deliverLater();
    return 0;
  }

  readStop(): number {
    this.#flowing = false;
    return 0;
  }

  useUserBuffer(buffer: Uint8Array): void {
    this.#userBuffer = buffer;
  }

  /** From the carrier: bytes have come. They stay here until somebody reads. */
  receive(bytes: Uint8Array): void {
    this.#arrived.push(bytes);
    this.#deliverLater();
  }

  /** From the carrier: the other end writes no more. */
  receiveEnd(): void {
    if (this.#endSeen) return;
    this.#endSeen = true;
    this.#arrived.push(errno.EOF);
    this.#deliverLater();
  }

  /** From the carrier: the connection is gone. What had arrived can still be read; then comes the error. */
  receiveReset(): void {
    if (this.broken) return;
    this.broken = this.#endSeen ? errno.EPIPE : errno.ECONNRESET;
    this.carrier = undefined;
    this.#arrived.push(this.broken);
    this.#failWrites(this.broken);
    this.#deliverLater();
  }

  /** From the carrier: nobody will read what is written here. */
  receiveClosed(): void {
    if (this.broken) return;
    this.broken = errno.EPIPE;
    this.#failWrites(errno.EPIPE);
  }

  get #hasUnread(): boolean {
    return this.#arrived.some((item) => typeof item !== 'number');
  }

  /** One read, one macrotask: promise jobs run between two reads, as between two callbacks of libuv. */
  #deliverLater(): void {
    if (this.#delivering || !this.#flowing || this.#arrived.length === 0) return;
    this.#delivering = true;
    this.later(() => {
      this.#delivering = false;
      if (this.#flowing && !this.closed) this.#deliver();
      this.#deliverLater();
    });
  }

  #deliver(): void {
    const first = this.#arrived[0];
    if (first === undefined) return;
    if (typeof first === 'number') {
      this.#arrived.shift();
      this.#flowing = false;
      this.#endDelivered = true;
      if (this.broken) this.broken = errno.EPIPE;
      streamBaseState[field.kReadBytesOrError] = first;
      this.onread?.(undefined);
      return;
    }
    const bytes = this.#takeRead(this.#userBuffer?.byteLength ?? READ_SIZE);
    this.bytesRead += bytes.byteLength;
    this.carrier?.credit(bytes.byteLength);
    streamBaseState[field.kReadBytesOrError] = bytes.byteLength;
    if (this.#userBuffer) {
      this.#userBuffer.set(bytes);
      const next = this.onread?.(undefined);
      if (next instanceof Uint8Array) this.#userBuffer = next;
    } else {
      streamBaseState[field.kArrayBufferOffset] = bytes.byteOffset;
      this.onread?.(bytes.buffer);
    }
  }

  /** What has arrived, up to `size` bytes, as one piece: TCP keeps no message boundaries. */
  #takeRead(size: number): Uint8Array {
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
    return parts.length === 1 ? (parts[0] as Uint8Array) : concatenate(parts, length);
  }

  // Writing. The request argument is null in Node 26: the binding makes one when the write does not end at once.

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
      const part = typeof chunk === 'string' ? this.#encode(chunk, String(chunks[i + 1])) : (chunk as Uint8Array);
      parts.push(part);
      length += part.byteLength;
    }
    return this.#write(concatenate(parts, length));
  }

  #encode(text: string, encoding: string): Uint8Array {
    return encoding === 'utf8' || encoding === 'utf-8' ? encoder.encode(text) : encode(this.kernel, text, encoding);
  }

  /** Sends what the window has room for. @returns 0 when that was all, else the request that ends with the rest. */
  #write(bytes: Uint8Array): number | WriteWrap {
    streamBaseState[field.kBytesWritten] = bytes.byteLength;
    streamBaseState[field.kLastWriteErr] = 0;
    if (this.closed) return errno.EBADF;
    if (this.broken || this.#endSent || !this.carrier) return this.#takeBroken();
    this.bytesWritten += bytes.byteLength;
    const rest = this.#pending.length > 0 ? bytes : this.#sendWhatFits(bytes);
    if (rest.byteLength === 0) return 0;
    const request = new WriteWrap(this);
    this.#pending.push({ request, rest: rest.slice() });
    this.writeQueueSize += rest.byteLength;
    return request;
  }

  #takeBroken(): number {
    const cause = this.broken || errno.EPIPE;
    if (this.broken) this.broken = errno.EPIPE;
    return cause;
  }

  #sendWhatFits(bytes: Uint8Array): Uint8Array {
    const room = Math.max(0, Math.min(WINDOW - this.#unacknowledged, this.#limit - this.#sent));
    const now = bytes.subarray(0, room);
    if (now.byteLength > 0) {
      this.carrier?.data(now);
      this.#unacknowledged += now.byteLength;
      this.#sent += now.byteLength;
    }
    return bytes.subarray(now.byteLength);
  }

  /** From the carrier: the reader at the other end has taken bytes. */
  receiveCredit(bytes: number): void {
    this.#unacknowledged -= bytes;
    this.#sendPending();
  }

  /** Whether the other end has not read all that was sent. */
  get hasUnacknowledged(): boolean {
    return this.#unacknowledged > 0;
  }

  /** Holds what goes past `limit` bytes in all; null lifts it. */
  limitWrites(limit: number | null): void {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
    this.#sendPending();
  }

  #sendPending(): void {
    for (let write = this.#pending[0]; write; write = this.#pending[0]) {
      const before = write.rest.byteLength;
      write.rest = this.#sendWhatFits(write.rest);
      this.writeQueueSize -= before - write.rest.byteLength;
      if (write.rest.byteLength > 0) return;
      this.#pending.shift();
      const { request } = write;
      this.later(() => request.complete(0));
    }
    if (this.#shutdown) this.#finishShutdown(this.#shutdown);
  }

  shutdown(request: ShutdownWrap): number {
    if (this.closed || this.broken || this.#endSent || !this.carrier) return errno.ENOTCONN;
    this.#shutdown = request;
    if (this.#pending.length === 0) this.#finishShutdown(request);
    return 0;
  }

  #finishShutdown(request: ShutdownWrap): void {
    this.#shutdown = undefined;
    this.#endSent = true;
    this.carrier?.end();
    this.later(() => request.oncomplete?.(0));
  }

  #failWrites(status: number): void {
    const failed = this.#pending;
    this.#pending = [];
    this.writeQueueSize = 0;
    for (const { request } of failed) this.later(() => request.complete(status));
    const shutdown = this.#shutdown;
    if (shutdown) {
      this.#shutdown = undefined;
      this.later(() => shutdown.oncomplete?.(status));
    }
  }

  /** What the settle rule asks of a stream. */
  get progress(): { endSent: boolean; endSeen: boolean; closed: boolean; reading: boolean } {
    return { endSent: this.#endSent, endSeen: this.#endDelivered, closed: this.closed, reading: this.#flowing };
  }

  // Closing

  close(callback?: () => void): void {
    if (this.closed) return;
    this.closed = true;
    this.#flowing = false;
    this.#failWrites(errno.ECANCELED);
    this.carrier?.close(this.#resetOnClose || this.#hasUnread ? 'reset' : this.#endSent ? 'ended-before' : 'end');
    this.carrier = undefined;
    this.#arrived = [];
    this.#unregister?.();
    this.#unregister = undefined;
    this.later(() => callback?.call(this));
  }

  /** Closes with a reset, as `SO_LINGER` of 0 does. */
  reset(callback?: () => void): number {
    if (this.closed) return 0;
    this.#resetOnClose = true;
    this.close(callback);
    return 0;
  }
}

function newAsyncId(kernel: Kernel): number {
  const hooks = kernel.requireBuiltin('internal/async_hooks') as { newAsyncId(): number };
  return hooks.newAsyncId();
}

function encode(kernel: Kernel, text: string, encoding: string): Uint8Array {
  const { Buffer } = kernel.requireBuiltin('buffer') as typeof import('node:buffer');
  return Buffer.from(text, encoding as BufferEncoding);
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
