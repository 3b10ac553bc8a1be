/** `internalBinding('stream_wrap')`, as Node 26.10's library asks for it. */

/** Places in `streamBaseState`, through which a binding hands numbers to the library. */
export const field = {
  kReadBytesOrError: 0,
  kArrayBufferOffset: 1,
  kBytesWritten: 2,
  kLastWriteErr: 3,
} as const;

export const streamBaseState = new Int32Array(5);

/** A write that does not end at once. The library attaches `oncomplete` after the write method returned it. */
export class WriteWrap {
  handle: unknown;
  oncomplete: ((status: number, handle: unknown, error: unknown) => void) | null = null;
  callback: unknown = null;
  buffer: unknown = null;
  async = true;
  bytes = 0;
  error: unknown;
  /** The outcome, when the write ended before `oncomplete` was attached. */
  writeStatus: number | null = null;

  constructor(handle: unknown) {
    this.handle = handle;
  }

  complete(status: number): void {
    if (this.oncomplete) this.oncomplete(status, this.handle, undefined);
    else this.writeStatus = status;
  }
}

/** The library makes it and sets `oncomplete`, `handle`, `callback`. */
export class ShutdownWrap {
  oncomplete: ((status: number) => void) | null = null;
  handle: unknown = null;
  callback: unknown = null;
}
