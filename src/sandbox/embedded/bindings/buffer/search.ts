import { encode, parseEncoding } from './encodings.ts';

/** The engine's own, which `Buffer.prototype.indexOf` hides. */
const typedIndexOf = Uint8Array.prototype.indexOf;

interface Search {
  readonly haystack: Uint8Array;
  readonly needle: Uint8Array;
  /** As the caller gave it: negative counts from the end of the buffer. */
  readonly offset: number;
  readonly direction: 'forward' | 'backward';
  /** Matches end at or before this index. */
  readonly end: number;
  /** What negative offsets count from. */
  readonly length: number;
  /** Matches start at a multiple of this many bytes: 2 for UTF-16. */
  readonly step: 1 | 2;
}

/** Where a search starts, or -1 when the offset alone rules a match out. */
function startOf(length: number, offset: number, needleLength: number, direction: Search['direction']): number {
  if (offset < 0) {
    if (offset + length >= 0) return length + offset;
    return direction === 'forward' || needleLength === 0 ? 0 : -1;
  }
  if (offset + needleLength <= length) return offset;
  if (needleLength === 0) return length;
  return direction === 'forward' ? -1 : length - 1;
}

function matchesAt(haystack: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let index = 0; index < needle.length; index++) {
    if (haystack[at + index] !== needle[index]) return false;
  }
  return true;
}

function find({ haystack, needle: given, offset, direction, end, length, step }: Search): number {
  const start = startOf(length, offset, given.length, direction);
  if (given.length === 0) return Math.min(start, end);
  if (start < 0 || given.length > end || (direction === 'forward' && start + given.length > end)) return -1;
  const needle = given.subarray(0, given.length - (given.length % step));
  if (needle.length === 0) return -1;
  const last = end - needle.length;
  if (direction === 'forward') {
    for (let at = start - (start % step); at <= last; at += step) {
      if (step === 1) {
        // The engine's own search for the first byte is far faster than a loop.
        at = typedIndexOf.call(haystack, needle[0] as number, at);
        if (at < 0 || at > last) return -1;
      }
      if (matchesAt(haystack, needle, at)) return at;
    }
    return -1;
  }
  const from = Math.min(start, last);
  for (let at = from - (from % step); at >= 0; at -= step) {
    if (matchesAt(haystack, needle, at)) return at;
  }
  return -1;
}

function clampEnd(length: number, end: unknown): number {
  if (end === undefined) return length;
  return Math.min(length, Math.max(0, Math.trunc(Number(end)) || 0));
}

export function indexOfString(
  haystack: Uint8Array,
  text: string,
  offset: number,
  encoding: unknown,
  forward: boolean,
  end?: number,
): number {
  const name = parseEncoding(encoding);
  const step = name === 'utf16le' ? 2 : 1;
  const length = haystack.length - (haystack.length % step);
  return search(haystack, encode(text, name), offset, length, forward, end, step);
}

export function indexOfBuffer(
  haystack: Uint8Array,
  needle: Uint8Array,
  offset: number,
  encoding: unknown,
  forward: boolean,
  end?: number,
): number {
  const step = parseEncoding(encoding) === 'utf16le' ? 2 : 1;
  return search(haystack, needle, offset, haystack.length, forward, end, step);
}

export function indexOfNumber(
  haystack: Uint8Array,
  byte: number,
  offset: number,
  forward: boolean,
  end?: number,
): number {
  return search(haystack, Uint8Array.of(byte), offset, haystack.length, forward, end, 1);
}

function search(
  haystack: Uint8Array,
  needle: Uint8Array,
  offset: number,
  length: number,
  forward: boolean,
  end: unknown,
  step: 1 | 2,
): number {
  const limit = clampEnd(haystack.length, end);
  const direction = forward ? 'forward' : 'backward';
  // UTF-16 is compared by whole units: an odd last byte belongs to none.
  return find({ haystack, needle, offset, direction, end: limit - (limit % step), length, step });
}
