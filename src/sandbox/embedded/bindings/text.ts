/** `internalBinding('encoding_binding')` and `('icu')`, on the browser's encoder and decoders. */
import { native } from '../kernel/captured.ts';
import type { Binding, Host } from '../kernel/host.ts';

const FLUSH = 1;
const FATAL = 2;
const IGNORE_BOM = 4;

const encoder = new native.TextEncoder();
const bytesOf = (input: ArrayBufferView | ArrayBuffer): Uint8Array =>
  ArrayBuffer.isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input);

function errorCode(host: Host, name: string): new (...args: unknown[]) => Error {
  const { codes } = host.kernel.requireBuiltin('internal/errors') as {
    codes: Record<string, new (...args: unknown[]) => Error>;
  };
  return codes[name] ?? (TypeError as new (...args: unknown[]) => Error);
}

function decode(
  host: Host,
  decoder: TextDecoder,
  input: ArrayBufferView | ArrayBuffer,
  stream: boolean,
  encoding: string,
): string {
  try {
    return decoder.decode(bytesOf(input) as Uint8Array<ArrayBuffer>, { stream });
  } catch {
    throw new (errorCode(host, 'ERR_ENCODING_INVALID_ENCODED_DATA'))(encoding, undefined);
  }
}

export function createEncodingBinding(host: Host): Binding {
  const encodeIntoResults = new Uint32Array(2);
  const toASCII = (domain: string) => {
    try {
      return new native.URL(`ws://${domain}`).hostname;
    } catch {
      return '';
    }
  };
  const decoders = [0, 1, 2, 3].map(
    (bits) => new native.TextDecoder('utf-8', { ignoreBOM: (bits & 1) !== 0, fatal: (bits & 2) !== 0 }),
  );
  return {
    encodeIntoResults,
    encodeInto(source: string, target: Uint8Array) {
      const { read, written } = encoder.encodeInto(source, target as Uint8Array<ArrayBuffer>);
      encodeIntoResults[0] = read;
      encodeIntoResults[1] = written;
    },
    encodeUtf8String: (text: string) => encoder.encode(text),
    decodeUTF8(input: ArrayBufferView | ArrayBuffer, ignoreBom: boolean, fatal: boolean) {
      const decoder = decoders[(ignoreBom ? 1 : 0) | (fatal ? 2 : 0)] as TextDecoder;
      return decode(host, decoder, input, false, 'utf-8');
    },
    toASCII,
    toUnicode: (domain: string) => quietPunycode(host).toUnicode(domain),
  };
}

/** Characters two columns wide: East Asian wide and full-width forms, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const ZERO = /[\p{Mn}\p{Me}\p{Cc}\p{Cf}]/u;

function getStringWidth(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

interface Converter {
  readonly decoder: TextDecoder;
}

export function createIcuBinding(host: Host): Binding {
  return {
    getStringWidth,
    icuErrName: () => 'U_ILLEGAL_ARGUMENT_ERROR',
    hasConverter: (encoding: string) => createConverter(encoding, 0) !== undefined,
    getConverter: createConverter,
    decode: (converter: Converter, input: ArrayBufferView | ArrayBuffer, flags: number, encoding: string) =>
      decode(host, converter.decoder, input, (flags & FLUSH) === 0, encoding),
    transcode(source: Uint8Array, from: BufferEncoding, to: BufferEncoding) {
      const { Buffer } = host.kernel.requireBuiltin('buffer') as typeof import('node:buffer');
      return Buffer.from(Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString(from), to);
    },
  };
}

function createConverter(encoding: string, flags: number): Converter | undefined {
  try {
    return {
      decoder: new native.TextDecoder(encoding, {
        fatal: (flags & FATAL) !== 0,
        ignoreBOM: (flags & IGNORE_BOM) !== 0,
      }),
    };
  } catch {
    return undefined;
  }
}

/** Node's own `punycode`, without the warning that a program gets for asking for it. */
export function quietPunycode(host: Host): { toUnicode(domain: string): string } {
  const program = host.kernel.requireBuiltin('process') as { noDeprecation?: boolean };
  const before = program.noDeprecation;
  program.noDeprecation = true;
  try {
    return host.kernel.requireBuiltin('punycode') as { toUnicode(domain: string): string };
  } finally {
    if (before === undefined) delete program.noDeprecation;
    else program.noDeprecation = before;
  }
}
