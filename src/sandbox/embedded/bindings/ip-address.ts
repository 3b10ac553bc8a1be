/** Internet addresses as numbers, and the text that `inet_ntop` makes of them. */

/** IPv4 addresses stand among IPv6 ones as `::ffff:a.b.c.d` (RFC 4291, section 2.5.5.2), so that both compare. */
const MAPPED = 0xffffn << 32n;

/** @returns undefined for what is no address */
export function parseIPv4(text: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (!parts?.every((part) => Number(part) <= 255 && String(Number(part)) === part)) return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) | MAPPED;
}

/** @returns undefined for what is no address */
export function parseIPv6(text: string): bigint | undefined {
  const dotted = /^(.*:)([\d.]+\.[\d.]+)$/.exec(text);
  const low = dotted?.[2] === undefined ? undefined : parseIPv4(dotted[2]);
  if (dotted && low === undefined) return undefined;
  const words = low === undefined ? text : `${dotted?.[1]}${hex(low >> 16n)}:${hex(low)}`;
  const [head = '', tail, more] = words.split('::');
  if (more !== undefined) return undefined;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!all.every((word) => /^[\da-f]{1,4}$/i.test(word))) return undefined;
  return all.reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n);
}

const hex = (value: bigint) => (value & 0xffffn).toString(16);

export function formatIPv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

/** The longest run of two zeros or more is left out; what is mapped shows its IPv4 address. */
export function formatIPv6(value: bigint): string {
  if (value >> 32n === 0xffffn) return `::ffff:${formatIPv4(value)}`;
  const words = Array.from({ length: 8 }, (_, i) => hex(value >> BigInt(112 - 16 * i)));
  let start = 0;
  let length = 0;
  for (let from = 0; from < 8; from += 1) {
    let run = 0;
    while (words[from + run] === '0') run += 1;
    if (run > length) [start, length] = [from, run];
  }
  if (length < 2) return words.join(':');
  return `${words.slice(0, start).join(':')}::${words.slice(start + length).join(':')}`;
}

/** The 16 bytes of an IPv6 address. */
export function bytesOf(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(120 - 8 * i)) & 0xffn));
}
