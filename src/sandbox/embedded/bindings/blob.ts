/** `internalBinding('blob')`: the bytes of a `Blob`, kept as one piece. */
import type { Binding, Host } from '../kernel/host.ts';

const END = 0;
const MORE = 1;

const bytesOf = (part: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(part) ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : new Uint8Array(part);

function join(parts: readonly (ArrayBuffer | ArrayBufferView | BlobHandle)[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) => (part instanceof BlobHandle ? part.bytes : bytesOf(part)));
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

interface BlobReader {
  setWakeup(wakeUp: (() => void) | undefined): void;
  pull(callback: (status: number, buffer?: ArrayBuffer, last?: boolean) => void): void;
}

class BlobHandle {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #host: Host;

  constructor(host: Host, bytes: Uint8Array<ArrayBuffer>) {
    this.#host = host;
    this.bytes = bytes;
  }

  slice(start: number, end: number): BlobHandle {
    return new BlobHandle(this.#host, this.bytes.slice(start, end));
  }

  getReader(): BlobReader {
    let isRead = this.bytes.byteLength === 0;
    return {
      // Nothing is ever waited for: the bytes are at hand.
      setWakeup() {},
      pull: (callback) => {
        const end = this.#host.kernel.job('BLOBREADER');
        this.#host.kernel.post(() => {
          end();
          if (isRead) callback(END);
          else {
            isRead = true;
            callback(MORE, this.bytes.buffer.slice(0));
          }
        }, this.#host.context.current());
      },
    };
  }
}

export function createBlobBinding(host: Host): Binding {
  const stored = new Map<string, readonly unknown[]>();
  return {
    createBlob: (parts: readonly (ArrayBuffer | ArrayBufferView | BlobHandle)[]) => new BlobHandle(host, join(parts)),
    concat: (parts: readonly (ArrayBuffer | ArrayBufferView)[]) => join(parts).buffer,
    storeDataObject(id: string, handle: BlobHandle, length: number, type: string) {
      stored.set(id, [handle, length, type]);
    },
    getDataObject: (id: string) => stored.get(id),
    revokeObjectURL(url: string) {
      stored.delete(url.slice(url.lastIndexOf(':') + 1));
    },
    createBlobFromFilePath: () => undefined,
  };
}
