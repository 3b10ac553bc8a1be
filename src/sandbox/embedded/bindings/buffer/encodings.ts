import { decodeBase64, decodeBase64Url, writeBase64 } from './base64.ts';
import { decodeAscii, decodeLatin1, decodeUcs2, writeLatin1, writeUcs2 } from './code-units.ts';
import { decodeHex, writeHex } from './hex.ts';
import { decodeUtf8, encodeUtf8, writeUtf8 } from './utf8.ts';

/** Node's `enum encoding`, in its order: the library passes these numbers. */
export const ENCODINGS = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export type Decode = (bytes: Uint8Array, from: number, to: number) => string;
export type Write = (bytes: Uint8Array, text: string, offset: number, room: number) => number;

interface Codec {
  readonly decode: Decode;
  readonly write: Write;
  /** An upper bound of the bytes `text` can take. */
  readonly bound: (text: string) => number;
}

const oneByteEach = (text: string) => text.length;

const CODECS: Readonly<Record<Encoding, Codec>> = {
  ascii: { decode: decodeAscii, write: writeLatin1, bound: oneByteEach },
  latin1: { decode: decodeLatin1, write: writeLatin1, bound: oneByteEach },
  utf8: { decode: decodeUtf8, write: writeUtf8, bound: (text) => text.length * 3 },
  buffer: { decode: decodeUtf8, write: writeUtf8, bound: (text) => text.length * 3 },
  utf16le: { decode: decodeUcs2, write: writeUcs2, bound: (text) => text.length * 2 },
  hex: { decode: decodeHex, write: writeHex, bound: (text) => text.length >>> 1 },
  base64: { decode: decodeBase64, write: writeBase64, bound: oneByteEach },
  base64url: { decode: decodeBase64Url, write: writeBase64, bound: oneByteEach },
};

export function codec(encoding: Encoding): Codec {
  return CODECS[encoding];
}

/** The bytes of `text` in `encoding`. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf8' || encoding === 'buffer') return encodeUtf8(text);
  const { bound, write } = CODECS[encoding];
  const bytes = new Uint8Array(bound(text));
  return bytes.subarray(0, write(bytes, text, 0, bytes.length));
}

const ALIASES: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf8',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  'utf-16le': 'utf16le',
  binary: 'latin1',
};

/** An encoding by name in any case, or by Node's number; UTF-8 when there is none such. */
export function parseEncoding(value: unknown): Encoding {
  if (typeof value === 'number') return ENCODINGS[value] ?? 'utf8';
  if (typeof value !== 'string') return 'utf8';
  const name = value.toLowerCase();
  return ENCODINGS.find((encoding) => encoding === name) ?? ALIASES[name] ?? 'utf8';
}
