const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const { fromCharCode } = String;

/** Up to this many bytes a plain loop over ASCII is faster than a call into `TextDecoder` or `TextEncoder`. */
const SHORT = 96;

/** Decodes UTF-8, each ill-formed sequence becoming U+FFFD as WHATWG Encoding (and V8) replaces it; a byte order mark stays. */
export function decodeUtf8(bytes: Uint8Array, from: number, to: number): string {
  if (to - from <= SHORT) {
    const text = decodeShortAscii(bytes, from, to);
    if (text !== undefined) return text;
  }
  return decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from));
}

function decodeShortAscii(bytes: Uint8Array, from: number, to: number): string | undefined {
  let text = '';
  let at = from;
  // Four characters a call: the calls, not the characters, are what costs.
  for (; at + 4 <= to; at += 4) {
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    if ((a | b | c | d) > 0x7f) return undefined;
    text += fromCharCode(a, b, c, d);
  }
  for (; at < to; at++) {
    const a = bytes[at] as number;
    if (a > 0x7f) return undefined;
    text += fromCharCode(a);
  }
  return text;
}

/** Writes whole characters only, lone surrogates as U+FFFD; returns the number of bytes written. */
export function writeUtf8(bytes: Uint8Array, text: string, offset: number, room: number): number {
  if (Math.min(text.length, room) <= SHORT) return writeShort(bytes, text, offset, offset + room) - offset;
  return encoder.encodeInto(text, new Uint8Array(bytes.buffer, bytes.byteOffset + offset, room)).written;
}

/** Returns the index after the last byte written. */
function writeShort(bytes: Uint8Array, text: string, from: number, end: number): number {
  let at = from;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      if (at >= end) return at;
      bytes[at++] = unit;
      continue;
    }
    const point = isSurrogate(unit) ? surrogatePair(text, index) : unit;
    const size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (at + size > end) return at;
    at = writeCodePoint(bytes, at, point, size);
    if (size === 4) index++;
  }
  return at;
}

function writeCodePoint(bytes: Uint8Array, at: number, point: number, size: 2 | 3 | 4): number {
  const lead = size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0;
  bytes[at] = lead | (point >>> (6 * (size - 1)));
  for (let index = 1; index < size; index++) bytes[at + index] = 0x80 | ((point >>> (6 * (size - 1 - index))) & 0x3f);
  return at + size;
}

function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800;
}

/** The code point of the pair that begins at `index`, or U+FFFD when a half is missing. */
function surrogatePair(text: string, index: number): number {
  const point = text.codePointAt(index) as number;
  return point > 0xffff ? point : REPLACEMENT;
}
const REPLACEMENT = 0xfffd;

export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The size in bytes that `text` has in UTF-8. */
export function byteLengthUtf8(text: string): number {
  let size = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      size += 1;
    } else if (isLeadSurrogate(unit) && isTrailSurrogate(text.charCodeAt(at + 1))) {
      // Two units of text, four bytes.
      size += 2;
      at++;
    } else {
      size += 2;
    }
  }
  return size;
}

function isLeadSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isTrailSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] as number) > 0x7f) return false;
  }
  return true;
}
