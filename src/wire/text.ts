/** Bytes as text, as strictly as a receiver must read them. */

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8 = new TextEncoder();

/** The text, or `undefined` when the bytes are not valid UTF-8 (RFC 6455 §8.1). */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

export function encodeUtf8(text: string): Uint8Array {
  return utf8.encode(text);
}

/** One character a byte: the reading of HTTP heads, which never fails (RFC 9110 §5.5, obs-text). */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
