/** The outgoing half of a stream: sends as far as the reader at the other end has room, and keeps the rest. */
import { type ShutdownWrap, WriteWrap } from './stream-wrap.ts';

interface PendingWrite {
  readonly request: WriteWrap;
  rest: Uint8Array;
}

/** The handle that writes belong to. */
export interface WriteOwner {
  /** Runs a callback of the handle in a macrotask of its own. */
  later(callback: () => void): void;
  /** Takes bytes to the other end. */
  send(bytes: Uint8Array): void;
  /** Tells the other end that nothing more will be written. */
  sendEnd(): void;
  /** Bytes that may be under way. */
  readonly window: number;
}

export class WriteSide {
  /** Bytes that wait for room. */
  queued = 0;
  endSent = false;

  readonly #owner: WriteOwner;
  /** Bytes sent that the other end's program has not taken. */
  #unacknowledged = 0;
  #sent = 0;
  #limit = Number.POSITIVE_INFINITY;
  #pending: PendingWrite[] = [];
  /** Waits for the pending writes. */
  #shutdown: ShutdownWrap | undefined;

  constructor(owner: WriteOwner) {
    this.#owner = owner;
  }

  get isBusy(): boolean {
    return this.#pending.length > 0 || this.#shutdown !== undefined;
  }

  get hasUnacknowledged(): boolean {
    return this.#unacknowledged > 0;
  }

  /** @returns 0 when there was room for all of it, else the request that ends with the rest. */
  write(bytes: Uint8Array): 0 | WriteWrap {
    const rest = this.#pending.length > 0 ? bytes : this.#sendWhatFits(bytes);
    if (rest.byteLength === 0) return 0;
    const request = new WriteWrap(this.#owner);
    this.#pending.push({ request, rest: rest.slice() });
    this.queued += rest.byteLength;
    return request;
  }

  /** The other end's program has taken bytes. */
  acknowledge(bytes: number): void {
    this.#unacknowledged -= bytes;
    this.#sendPending();
  }

  /** Holds what goes past `limit` bytes in all; null lifts it. */
  limit(limit: number | null): void {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
    this.#sendPending();
  }

  /** Ends the stream behind what is pending. */
  shutdown(request: ShutdownWrap): void {
    this.#shutdown = request;
    this.#sendPending();
  }

  /** What is pending will never be sent. */
  fail(status: number): void {
    const failed = this.#pending;
    this.#pending = [];
    this.queued = 0;
    for (const { request } of failed) this.#owner.later(() => request.complete(status));
    const shutdown = this.#shutdown;
    this.#shutdown = undefined;
    if (shutdown) this.#owner.later(() => shutdown.oncomplete?.(status));
  }

  #sendWhatFits(bytes: Uint8Array): Uint8Array {
    const room = Math.max(0, Math.min(this.#owner.window - this.#unacknowledged, this.#limit - this.#sent));
    const now = bytes.subarray(0, room);
    if (now.byteLength > 0) {
      this.#owner.send(now);
      this.#unacknowledged += now.byteLength;
      this.#sent += now.byteLength;
    }
    return bytes.subarray(now.byteLength);
  }

  #sendPending(): void {
    for (let write = this.#pending[0]; write; write = this.#pending[0]) {
      const before = write.rest.byteLength;
      write.rest = this.#sendWhatFits(write.rest);
      this.queued -= before - write.rest.byteLength;
      if (write.rest.byteLength > 0) return;
      this.#pending.shift();
      const { request } = write;
      this.#owner.later(() => request.complete(0));
    }
    this.#finishShutdown();
  }

  #finishShutdown(): void {
    const request = this.#shutdown;
    if (!request) return;
    this.#shutdown = undefined;
    this.endSent = true;
    this.#owner.sendEnd();
    this.#owner.later(() => request.oncomplete?.(0));
  }
}
