/** Encodings with a fixed number of bytes a code unit: ASCII, Latin-1 and UTF-16 LE. */

const { fromCharCode } = String;

/** Engines limit the arguments of a call. */
const ARGUMENTS_AT_ONCE = 4096;

function textOf(units: Uint8Array | Uint16Array): string {
  if (units.length <= ARGUMENTS_AT_ONCE) return fromCharCode.apply(null, units as unknown as number[]);
  let text = '';
  for (let at = 0; at < units.length; at += ARGUMENTS_AT_ONCE) {
    text += fromCharCode.apply(null, units.subarray(at, at + ARGUMENTS_AT_ONCE) as unknown as number[]);
  }
  return text;
}

export function decodeLatin1(bytes: Uint8Array, from: number, to: number): string {
  return textOf(new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from));
}

/** ASCII drops the high bit of each byte, as Node does. */
export function decodeAscii(bytes: Uint8Array, from: number, to: number): string {
  const units = new Uint8Array(to - from);
  for (let at = 0; at < units.length; at++) units[at] = (bytes[from + at] as number) & 0x7f;
  return textOf(units);
}

/** Writes the low byte of each code unit. */
export function writeLatin1(bytes: Uint8Array, text: string, offset: number, room: number): number {
  const count = Math.min(text.length, room);
  for (let at = 0; at < count; at++) bytes[offset + at] = text.charCodeAt(at);
  return count;
}

/** An odd last byte is left out. */
export function decodeUcs2(bytes: Uint8Array, from: number, to: number): string {
  const units = new Uint16Array((to - from) >>> 1);
  for (let at = 0; at < units.length; at++) {
    const low = bytes[from + 2 * at] as number;
    const high = bytes[from + 2 * at + 1] as number;
    units[at] = low | (high << 8);
  }
  return textOf(units);
}

/** Writes whole code units only. */
export function writeUcs2(bytes: Uint8Array, text: string, offset: number, room: number): number {
  const count = Math.min(text.length, room >>> 1);
  for (let at = 0; at < count; at++) {
    const unit = text.charCodeAt(at);
    bytes[offset + 2 * at] = unit & 0xff;
    bytes[offset + 2 * at + 1] = unit >>> 8;
  }
  return count * 2;
}
