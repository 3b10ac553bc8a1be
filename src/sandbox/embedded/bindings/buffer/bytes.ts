/** Comparing, copying, filling and swapping bytes. */
import { arrayIndex, bytesOf } from './arguments.ts';
import { encode, parseEncoding } from './encodings.ts';
import { valueOutOfRange } from './errors.ts';

function compareBytes(a: Uint8Array, aFrom: number, b: Uint8Array, bFrom: number, count: number): number {
  for (let index = 0; index < count; index++) {
    const difference = (a[aFrom + index] as number) - (b[bFrom + index] as number);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

export function compare(a: unknown, b: unknown): number {
  const left = bytesOf(a);
  const right = bytesOf(b);
  const shared = Math.min(left.length, right.length);
  return compareBytes(left, 0, right, 0, shared) || Math.sign(left.length - right.length);
}

export function compareOffset(
  source: unknown,
  target: unknown,
  targetStart: number,
  sourceStart: number,
  targetEnd: number,
  sourceEnd: number,
): number {
  const left = bytesOf(source);
  const right = bytesOf(target);
  if (sourceStart > left.length) throw valueOutOfRange('sourceStart');
  if (targetStart > right.length) throw valueOutOfRange('targetStart');
  const sourceSize = sourceEnd - sourceStart;
  const targetSize = targetEnd - targetStart;
  const shared = Math.min(sourceSize, targetSize, left.length - sourceStart, right.length - targetStart);
  return compareBytes(left, sourceStart, right, targetStart, shared) || Math.sign(sourceSize - targetSize);
}

/** Returns the bytes copied: none when the target's memory is gone. */
export function copy(
  source: unknown,
  target: unknown,
  targetStart: number,
  sourceStart: number,
  count: number,
): number {
  const from = bytesOf(source);
  const to = bytesOf(target);
  if (to.length === 0) return 0;
  to.set(new Uint8Array(from.buffer, from.byteOffset + sourceStart, count), targetStart);
  return count;
}

export function copyArrayBuffer(
  target: ArrayBufferLike,
  targetOffset: number,
  source: ArrayBufferLike,
  sourceOffset: number,
  count: number,
): void {
  new Uint8Array(target, targetOffset, count).set(new Uint8Array(source, sourceOffset, count));
}

/** What `fill` returns when it filled nothing; the library turns them into errors. */
const NOTHING_TO_FILL_WITH = -1;
const OUT_OF_BOUNDS = -2;

export function fill(
  view: unknown,
  value: unknown,
  start: unknown,
  end: unknown,
  encoding: unknown,
): number | undefined {
  const bytes = bytesOf(view);
  const from = arrayIndex(start, 0);
  const to = arrayIndex(end, bytes.length);
  if (from > to || to > bytes.length) return OUT_OF_BOUNDS;
  const isText = typeof value === 'string';
  if (!isText && !ArrayBuffer.isView(value)) {
    bytes.fill(Number(value) & 0xff, from, to);
    return undefined;
  }
  const size = to - from;
  const pattern = isText ? encode(value, parseEncoding(encoding)) : bytesOf(value).slice(0, size);
  if (size === 0) return undefined;
  if (pattern.length === 0) return NOTHING_TO_FILL_WITH;
  if (pattern.length >= size) {
    bytes.set(pattern.subarray(0, size), from);
    return undefined;
  }
  bytes.set(pattern, from);
  for (let filled = pattern.length; filled < size; filled *= 2) {
    bytes.copyWithin(from + filled, from, from + Math.min(filled, size - filled));
  }
  return undefined;
}

/** Reverses the bytes of each word of `width` bytes, in place. */
export function swap(view: unknown, width: 2 | 4 | 8): void {
  const bytes = bytesOf(view);
  for (let word = 0; word + width <= bytes.length; word += width) {
    for (let low = word, high = word + width - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}
