const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function decodeHex(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += PAIRS[bytes[at] as number];
  return text;
}

/** Stops before the first pair that is not hexadecimal; an odd last digit is left out. */
export function writeHex(bytes: Uint8Array, text: string, offset: number, room: number): number {
  const count = Math.min(text.length >>> 1, room);
  for (let at = 0; at < count; at++) {
    const high = digit(text.charCodeAt(2 * at));
    const low = digit(text.charCodeAt(2 * at + 1));
    if (high < 0 || low < 0) return at;
    bytes[offset + at] = (high << 4) | low;
  }
  return count;
}

function digit(unit: number): number {
  // Node looks at the low byte of the code unit.
  const byte = unit & 0xff;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  if (lower >= 0x61 && lower <= 0x66) return lower - 0x61 + 10;
  return -1;
}
