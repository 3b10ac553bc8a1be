/**
 * `internalBinding('buffer')` as Node 26.10's `lib/buffer.js` and `lib/internal/buffer.js` use it: the buffer comes
 * first in every call, encodings are Node's numbers or names, failures the library maps to errors are negative numbers.
 */
import type { Kernel } from '../../kernel/kernel.ts';
import { bytesOf, sliceRange, stringOf, writeRange } from './arguments.ts';
import { compare, compareOffset, copy, copyArrayBuffer, fill, swap } from './bytes.ts';
import { codec, type Decode, type Encoding, type Write } from './encodings.ts';
import { nativeError } from './errors.ts';
import { atob, btoa } from './forgiving-base64.ts';
import { indexOfBuffer, indexOfNumber, indexOfString } from './search.ts';
import { byteLengthUtf8, isAscii, isUtf8 } from './utf8.ts';

const K_MAX_LENGTH = Number.MAX_SAFE_INTEGER;
const K_STRING_MAX_LENGTH = 2 ** 29 - 24;

function slicer(encoding: Encoding): (view: unknown, start?: unknown, end?: unknown) => string {
  const decode: Decode = codec(encoding).decode;
  return (view, start, end) => {
    const bytes = bytesOf(view);
    const { from, to } = sliceRange(bytes.length, start, end);
    return from === to ? '' : decode(bytes, from, to);
  };
}

function writer(encoding: Encoding): (view: unknown, text: unknown, offset?: unknown, length?: unknown) => number {
  const write: Write = codec(encoding).write;
  return (view, text, offset, length) => {
    const bytes = bytesOf(view);
    const characters = stringOf(text);
    const range = writeRange(bytes.length, offset, length);
    return range.room === 0 ? 0 : write(bytes, characters, range.offset, range.room);
  };
}

function viewOfInput(input: ArrayBufferView | ArrayBuffer): Uint8Array {
  if (ArrayBuffer.isView(input)) return bytesOf(input);
  if (input.detached) throw nativeError('Error', 'ERR_INVALID_STATE', 'Cannot validate on a detached buffer');
  return new Uint8Array(input);
}

function createUnsafeArrayBuffer(size: number): ArrayBuffer {
  try {
    return new ArrayBuffer(size);
  } catch {
    throw nativeError('RangeError', 'ERR_MEMORY_ALLOCATION_FAILED', 'Failed to allocate memory');
  }
}

export function createBufferBinding(_kernel: Kernel): Record<string, unknown> {
  return {
    setBufferPrototype() {},
    setDetachKey() {},
    getZeroFillToggle() {},
    kMaxLength: K_MAX_LENGTH,
    kStringMaxLength: K_STRING_MAX_LENGTH,

    createUnsafeArrayBuffer,
    // JavaScript cannot see addresses, so every buffer counts as aligned.
    arrayBufferAlignedOffset: () => 0,

    asciiSlice: slicer('ascii'),
    base64Slice: slicer('base64'),
    base64urlSlice: slicer('base64url'),
    hexSlice: slicer('hex'),
    latin1Slice: slicer('latin1'),
    ucs2Slice: slicer('utf16le'),
    utf8Slice: slicer('utf8'),

    asciiWriteStatic: writer('ascii'),
    base64Write: writer('base64'),
    base64urlWrite: writer('base64url'),
    hexWrite: writer('hex'),
    latin1WriteStatic: writer('latin1'),
    ucs2Write: writer('utf16le'),
    utf8WriteStatic: writer('utf8'),

    byteLengthUtf8,
    atob,
    btoa,
    isAscii: (input: ArrayBufferView | ArrayBuffer) => isAscii(viewOfInput(input)),
    isUtf8: (input: ArrayBufferView | ArrayBuffer) => isUtf8(viewOfInput(input)),

    compare,
    compareOffset,
    copy,
    copyArrayBuffer,
    fill,
    swap16: (view: unknown) => swap(view, 2),
    swap32: (view: unknown) => swap(view, 4),
    swap64: (view: unknown) => swap(view, 8),

    indexOfBuffer,
    indexOfNumber,
    indexOfString,
  };
}
