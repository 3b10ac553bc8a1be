const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`;
const PADDING = 0x3d;

/** Sextet of each byte in either alphabet, or -1. */
const SEXTETS = new Int8Array(256).fill(-1);
for (const alphabet of [STANDARD, URL_SAFE]) {
  for (let sextet = 0; sextet < 64; sextet++) SEXTETS[alphabet.charCodeAt(sextet)] = sextet;
}

export function decodeBase64(bytes: Uint8Array, from: number, to: number): string {
  return toText(bytes, from, to, STANDARD, '=');
}

/** The URL-safe alphabet of RFC 4648 section 5, without padding. */
export function decodeBase64Url(bytes: Uint8Array, from: number, to: number): string {
  return toText(bytes, from, to, URL_SAFE, '');
}

function toText(bytes: Uint8Array, from: number, to: number, alphabet: string, padding: string): string {
  let text = '';
  let at = from;
  for (; at + 3 <= to; at += 3) {
    const group = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    text += alphabet[group >>> 18] as string;
    text += alphabet[(group >>> 12) & 63] as string;
    text += alphabet[(group >>> 6) & 63] as string;
    text += alphabet[group & 63] as string;
  }
  if (to - at === 1) {
    const rest = bytes[at] as number;
    text += `${alphabet[rest >>> 2]}${alphabet[(rest & 3) << 4]}${padding}${padding}`;
  } else if (to - at === 2) {
    const rest = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    text += `${alphabet[rest >>> 10]}${alphabet[(rest >>> 4) & 63]}${alphabet[(rest & 15) << 2]}${padding}`;
  }
  return text;
}

/** Lenient as Node: takes both alphabets, skips what is in neither, ends at the first `=`. */
export function writeBase64(bytes: Uint8Array, text: string, offset: number, room: number): number {
  let written = 0;
  let bits = 0;
  let pending = 0;
  for (let at = 0; at < text.length && written < room; at++) {
    // Node looks at the low byte of the code unit.
    const unit = text.charCodeAt(at) & 0xff;
    if (unit === PADDING) break;
    const sextet = SEXTETS[unit] as number;
    if (sextet < 0) continue;
    pending = ((pending << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[offset + written++] = pending >>> bits;
    }
  }
  return written;
}
