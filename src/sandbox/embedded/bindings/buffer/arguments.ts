import { indexOutOfRange, nativeError } from './errors.ts';

/** The bytes a view shows, without a copy. Not `subarray`, which would build a Buffer through its species. */
export function bytesOf(view: unknown): Uint8Array {
  if (view instanceof Uint8Array) return view;
  if (ArrayBuffer.isView(view)) return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  throw nativeError('TypeError', 'ERR_INVALID_ARG_TYPE', 'argument must be a buffer');
}

export function stringOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw nativeError('TypeError', 'ERR_INVALID_ARG_TYPE', 'argument must be a string');
}

/** Node's `ParseArrayIndex`: `undefined` is the default, anything else is truncated and must not be negative. */
export function arrayIndex(value: unknown, absent: number): number {
  if (value === undefined) return absent;
  const index = Math.trunc(Number(value)) || 0;
  if (index < 0) throw indexOutOfRange();
  return index;
}

/** The range a `…Slice` reads: an end at or before the start is an empty range wherever it is, an end past the buffer throws. */
export function sliceRange(length: number, start: unknown, end: unknown): { from: number; to: number } {
  if (length === 0) return EMPTY;
  const from = arrayIndex(start, 0);
  const to = arrayIndex(end, length);
  if (to <= from) return EMPTY;
  if (to > length) throw indexOutOfRange();
  return { from, to };
}
const EMPTY = { from: 0, to: 0 } as const;

/** The room a `…Write` has: from `offset`, at most `length` bytes, never past the end. */
export function writeRange(size: number, offset: unknown, length: unknown): { offset: number; room: number } {
  const from = arrayIndex(offset, 0);
  if (from > size) {
    throw nativeError('RangeError', 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds');
  }
  return { offset: from, room: Math.min(arrayIndex(length, size - from), size - from) };
}
