/** `internalBinding('zlib')` on pako's port of zlib. Brotli and Zstandard are not in the sandbox. */
import crc32OfBytes from 'pako/lib/zlib/crc32.js';
import type { Kernel } from '../../kernel/kernel.ts';
import { unsupportedClass } from '../../library/unsupported-error.ts';
import { bytesOf } from '../buffer/arguments.ts';
import { encodeUtf8 } from '../buffer/utf8.ts';
import { ZlibHandle } from './zlib-handle.ts';

/** The CRC-32 of the data, continuing from `value`. */
function crc32(data: string | ArrayBufferView, value: number): number {
  const bytes = typeof data === 'string' ? encodeUtf8(data) : bytesOf(data);
  return crc32OfBytes(value, bytes, bytes.length, 0) >>> 0;
}

export function createZlibBinding(kernel: Kernel): Record<string, unknown> {
  const Zlib = class ZlibOfKernel extends ZlibHandle {
    constructor(mode: number) {
      super(kernel, mode);
    }
  };
  Object.defineProperty(Zlib, 'name', { value: 'Zlib' });
  return {
    Zlib,
    BrotliEncoder: unsupportedClass('zlib.BrotliCompress'),
    BrotliDecoder: unsupportedClass('zlib.BrotliDecompress'),
    ZstdCompress: unsupportedClass('zlib.ZstdCompress'),
    ZstdDecompress: unsupportedClass('zlib.ZstdDecompress'),
    crc32,
    ZLIB_VERSION: '1.3.2.1-motley',
  };
}
