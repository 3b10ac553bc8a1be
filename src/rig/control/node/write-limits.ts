/**
 * The receive window of a peer that has stopped reading. Kernels take megabytes for such a peer, a different number on
 * each system; here its connection sends up to a limit, to the byte, and keeps the rest of the write pending, as a full
 * kernel does. Beneath `net`, so that `writableLength`, `bufferedAmount`, `drain` and callbacks follow by themselves.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { runNextTicks, streamWrap, TCP, type TcpHandle, UV_ECANCELED, type WriteRequest } from './internals.ts';

interface Limited {
  limit: number;
  /** What did not fit, and the write it belongs to: `net` makes one at a time. */
  held: { request: WriteRequest; rest: Uint8Array; run: (action: () => void) => void } | undefined;
}

type StringWrite = (request: null, text: string) => number | WriteRequest;

const STRING_WRITES = {
  writeUtf8String: 'utf8',
  writeLatin1String: 'latin1',
  writeAsciiString: 'latin1',
  writeUcs2String: 'utf16le',
} as const;

/** @returns what sets and lifts (null) the limit of all bytes sent to a port of the peer. */
export function limitWrites(handles: () => Iterable<object>): (port: number, limit: number | null) => void {
  const limited = new WeakMap<object, Limited>();
  const native = TCP.prototype;

  return (port, limit) => {
    for (const handle of handles() as Iterable<TcpHandle>) {
      if (peerPortOf(handle) !== port) continue;
      const known = limited.get(handle);
      if (known) {
        known.limit = limit ?? Number.POSITIVE_INFINITY;
        sendHeld(handle, known);
      } else if (limit !== null) limited.set(handle, wrap(handle, limit));
    }
  };

  function wrap(handle: TcpHandle, limit: number): Limited {
    const state: Limited = { limit, held: undefined };
    const write = (bytes: Uint8Array) => writeLimited(handle, state, bytes);
    const own: Record<string, PropertyDescriptor> = {
      writeBuffer: { value: (_: null, bytes: Uint8Array) => write(bytes) },
      writev: {
        value: (_: null, chunks: readonly unknown[], allBuffers: boolean) => write(joined(chunks, allBuffers)),
      },
      bytesWritten: { get: () => nativeBytes(handle) + (state.held?.rest.byteLength ?? 0) },
      writeQueueSize: { get: () => Reflect.get(native, 'writeQueueSize', handle) + (state.held?.rest.byteLength ?? 0) },
    };
    for (const [name, encoding] of Object.entries(STRING_WRITES))
      own[name] = { value: ((_, text) => write(Buffer.from(text, encoding))) satisfies StringWrite };
    for (const name of ['close', 'reset']) {
      const closing = Reflect.get(native, name) as (callback?: () => void) => unknown;
      own[name] = {
        value(callback?: () => void) {
          const { held } = state;
          state.held = undefined;
          // As libuv does: what was not written fails when the handle has closed, just before its owner hears of that.
          return closing.call(handle, () => {
            held?.run(() => held.request.oncomplete?.(UV_ECANCELED));
            runNextTicks();
            callback?.call(handle);
          });
        },
      };
    }
    for (const descriptor of Object.values(own)) descriptor.configurable = true;
    Object.defineProperties(handle, own);
    return state;
  }

  function nativeBytes(handle: TcpHandle): number {
    return Reflect.get(native, 'bytesWritten', handle) as number;
  }

  function writeLimited(handle: TcpHandle, state: Limited, bytes: Uint8Array): number | WriteRequest {
    const room = Math.max(0, state.limit - nativeBytes(handle));
    if (bytes.byteLength <= room) return native.writeBuffer.call(handle, null, bytes);
    const first = bytes.subarray(0, room);
    if (first.byteLength > 0) {
      const result = native.writeBuffer.call(handle, null, first);
      if (typeof result === 'number' && result !== 0) return result;
      // Should the kernel have no room for it either, it keeps it: nothing is to be told when it goes.
      if (typeof result !== 'number') Object.assign(result, { handle, buffer: first, oncomplete: () => undefined });
    }
    const request: WriteRequest = {
      async: true,
      bytes: bytes.byteLength,
      error: undefined,
      callback: null,
      writeStatus: null,
    };
    state.held = { request, rest: bytes.subarray(room), run: AsyncLocalStorage.snapshot() };
    streamWrap.streamBaseState[streamWrap.kBytesWritten] = bytes.byteLength;
    streamWrap.streamBaseState[streamWrap.kLastWriteErr] = 0;
    return request;
  }

  /** Sends of what is held as much as the limit now allows. */
  function sendHeld(handle: TcpHandle, state: Limited): void {
    const { held } = state;
    if (!held) return;
    const room = Math.max(0, state.limit - nativeBytes(handle));
    const now = held.rest.subarray(0, room);
    held.rest = held.rest.subarray(room);
    const done = held.rest.byteLength === 0;
    if (done) state.held = undefined;
    const end = (status: number) => {
      if (done || status !== 0) held.run(() => held.request.oncomplete?.(status));
      runNextTicks();
    };
    const result = now.byteLength > 0 ? native.writeBuffer.call(handle, null, now) : 0;
    if (typeof result === 'number') end(result);
    else Object.assign(result, { handle, buffer: now, oncomplete: end });
  }
}

function peerPortOf(handle: TcpHandle): number | undefined {
  const out: { port?: number } = {};
  handle.getpeername(out);
  return out.port;
}

/** `chunks` are buffers, or pairs of chunk and encoding. */
function joined(chunks: readonly unknown[], allBuffers: boolean): Buffer {
  if (allBuffers) return Buffer.concat(chunks as Uint8Array[]);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < chunks.length; at += 2) {
    const chunk = chunks[at];
    parts.push(
      typeof chunk === 'string' ? Buffer.from(chunk, chunks[at + 1] as BufferEncoding) : (chunk as Uint8Array),
    );
  }
  return Buffer.concat(parts);
}
