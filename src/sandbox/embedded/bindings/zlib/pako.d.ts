/** The port of zlib's own functions inside pako; pako's types cover its high level only. */
declare module 'pako/lib/zlib/zstream.js' {
  export default class ZStream {
    input: Uint8Array | null;
    next_in: number;
    avail_in: number;
    output: Uint8Array | null;
    next_out: number;
    avail_out: number;
    msg: string;
    state: unknown;
  }
}

declare module 'pako/lib/zlib/deflate.js' {
  import type ZStream from 'pako/lib/zlib/zstream.js';

  const library: {
    deflateInit2(
      stream: ZStream,
      level: number,
      method: number,
      windowBits: number,
      memLevel: number,
      strategy: number,
    ): number;
    deflateReset(stream: ZStream): number;
    deflateSetDictionary(stream: ZStream, dictionary: Uint8Array): number;
    deflate(stream: ZStream, flush: number): number;
  };
  export default library;
}

declare module 'pako/lib/zlib/inflate.js' {
  import type ZStream from 'pako/lib/zlib/zstream.js';

  const library: {
    inflateInit2(stream: ZStream, windowBits: number): number;
    inflateReset(stream: ZStream): number;
    inflateSetDictionary(stream: ZStream, dictionary: Uint8Array): number;
    inflate(stream: ZStream, flush: number): number;
  };
  export default library;
}

declare module 'pako/lib/zlib/crc32.js' {
  export default function crc32(start: number, bytes: Uint8Array, length: number, offset: number): number;
}
