import deflateLibrary from 'pako/lib/zlib/deflate.js';
import inflateLibrary from 'pako/lib/zlib/inflate.js';
import ZStream from 'pako/lib/zlib/zstream.js';
import { deflateParams } from './deflate-params.ts';
import { failureOf, STATUS, Z_FINISH, type ZlibFailure } from './status.ts';

/** Node's `node_zlib_mode`. */
export const MODE = { DEFLATE: 1, INFLATE: 2, GZIP: 3, GUNZIP: 4, DEFLATERAW: 5, INFLATERAW: 6, UNZIP: 7 } as const;

const Z_DEFLATED = 8;
const GZIP_ID = [0x1f, 0x8b] as const;

export interface ZlibParameters {
  readonly windowBits: number;
  readonly level: number;
  readonly memLevel: number;
  readonly strategy: number;
  readonly dictionary: Uint8Array | undefined;
  /** What follows a complete stream: another member of a gzip file, or an error of the caller. */
  readonly afterEnd: 'read-members' | 'leave';
}

/** One piece of work: where to read and where to write. */
export interface ZlibStep {
  readonly flush: number;
  readonly input: Uint8Array;
  readonly inputOffset: number;
  readonly inputLength: number;
  readonly output: Uint8Array;
  readonly outputOffset: number;
  readonly outputLength: number;
}

/** A zlib stream with what Node adds: several gzip members, format detection, dictionaries by need. */
export class ZlibStream {
  #mode: number;
  readonly #parameters: ZlibParameters;
  readonly #stream = new ZStream();
  #status: number = STATUS.Z_OK;
  #flush = 0;
  #isReady = false;
  /** How much of gzip's two-byte mark `UNZIP` has seen. */
  #gzipIdBytesRead = 0;

  constructor(mode: number, parameters: ZlibParameters) {
    this.#mode = mode;
    this.#parameters = parameters;
  }

  get availableIn(): number {
    return this.#stream.avail_in;
  }

  get availableOut(): number {
    return this.#stream.avail_out;
  }

  /** Does one step; returns what went wrong, if anything did. */
  run(step: ZlibStep): ZlibFailure | undefined {
    const failure = this.#prepare();
    const stream = this.#stream;
    stream.input = step.input;
    stream.next_in = step.inputOffset;
    stream.avail_in = step.inputLength;
    stream.output = step.output;
    stream.next_out = step.outputOffset;
    stream.avail_out = step.outputLength;
    this.#flush = step.flush;
    if (failure) return failure;
    if (this.#isDeflating) {
      this.#status = deflateLibrary.deflate(stream, step.flush);
    } else {
      if (this.#mode === MODE.UNZIP) this.#detectFormat();
      this.#inflate();
    }
    return this.#failure();
  }

  /** Begins a new stream with the same parameters. */
  reset(): ZlibFailure | undefined {
    return this.#prepare() ?? this.#resetStream();
  }

  /** Changes level and strategy of a stream that deflates; the caller has flushed it. */
  setParameters(level: number, strategy: number): ZlibFailure | undefined {
    const failure = this.#prepare();
    if (failure || !this.#isDeflating) return failure;
    this.#status = deflateParams(this.#stream, level, strategy);
    return this.#unlessOk('Failed to set parameters');
  }

  get #isDeflating(): boolean {
    return this.#mode === MODE.DEFLATE || this.#mode === MODE.GZIP || this.#mode === MODE.DEFLATERAW;
  }

  /** zlib allocates its windows on first use, as Node has it do. */
  #prepare(): ZlibFailure | undefined {
    if (this.#isReady) return undefined;
    this.#isReady = true;
    const { windowBits, level, memLevel, strategy } = this.#parameters;
    const bits = this.#signedWindowBits(windowBits);
    this.#status = this.#isDeflating
      ? deflateLibrary.deflateInit2(this.#stream, level, Z_DEFLATED, bits, memLevel, strategy)
      : inflateLibrary.inflateInit2(this.#stream, bits);
    return this.#unlessOk('Init error') ?? this.#setDictionary();
  }

  /** zlib tells the format by the window bits: raw below 0, gzip from 16, either from 32. */
  #signedWindowBits(bits: number): number {
    if (this.#mode === MODE.GZIP || this.#mode === MODE.GUNZIP) return bits + 16;
    if (this.#mode === MODE.UNZIP) return bits + 32;
    return this.#mode === MODE.DEFLATERAW || this.#mode === MODE.INFLATERAW ? -bits : bits;
  }

  /** Where the format does not announce one; `INFLATE` sets it when the stream asks. */
  #setDictionary(): ZlibFailure | undefined {
    const { dictionary } = this.#parameters;
    if (!dictionary) return undefined;
    if (this.#mode === MODE.DEFLATE || this.#mode === MODE.DEFLATERAW) {
      this.#status = deflateLibrary.deflateSetDictionary(this.#stream, dictionary);
    } else if (this.#mode === MODE.INFLATERAW) {
      this.#status = inflateLibrary.inflateSetDictionary(this.#stream, dictionary);
    }
    return this.#unlessOk('Failed to set dictionary');
  }

  #resetStream(): ZlibFailure | undefined {
    this.#stream.msg = '';
    if (this.#isDeflating) {
      this.#status = deflateLibrary.deflateReset(this.#stream);
    } else {
      this.#status = inflateLibrary.inflateReset(this.#stream);
      // pako 2.1 sizes its window only when it makes it: one kept over a reset would count as empty for ever.
      (this.#stream.state as { window: Uint8Array | null }).window = null;
    }
    return this.#unlessOk('Failed to reset stream') ?? this.#setDictionary();
  }

  /** `UNZIP` is gzip if the first two bytes, which may come apart, say so; else zlib's own format. */
  #detectFormat(): void {
    const { input, next_in: at, avail_in: available } = this.#stream;
    for (let index = 0; index < available && this.#mode === MODE.UNZIP; index++) {
      if (input?.[at + index] !== GZIP_ID[this.#gzipIdBytesRead]) {
        this.#mode = MODE.INFLATE;
      } else if (++this.#gzipIdBytesRead === GZIP_ID.length) {
        this.#mode = MODE.GUNZIP;
      }
    }
  }

  #inflate(): void {
    const stream = this.#stream;
    const { inflate, inflateSetDictionary } = inflateLibrary;
    const { dictionary, afterEnd } = this.#parameters;
    this.#status = inflate(stream, this.#flush);
    if (this.#mode !== MODE.INFLATERAW && this.#status === STATUS.Z_NEED_DICT && dictionary) {
      const set = inflateSetDictionary(stream, dictionary);
      // A wrong dictionary and wrong data have the same code: keep the one that tells them apart.
      this.#status = set === STATUS.Z_OK ? inflate(stream, this.#flush) : STATUS.Z_NEED_DICT;
    }
    // A gzip file may have several members; zeros after the last are padding.
    const hasMember = () => stream.avail_in > 0 && stream.input?.[stream.next_in] !== 0;
    while (
      this.#mode === MODE.GUNZIP &&
      afterEnd === 'read-members' &&
      this.#status === STATUS.Z_STREAM_END &&
      hasMember()
    ) {
      this.#resetStream();
      this.#status = inflate(stream, this.#flush);
    }
  }

  #failure(): ZlibFailure | undefined {
    switch (this.#status) {
      case STATUS.Z_STREAM_END:
        return undefined;
      case STATUS.Z_OK:
      case STATUS.Z_BUF_ERROR: {
        const isTruncated = this.#stream.avail_out !== 0 && this.#flush === Z_FINISH;
        return isTruncated ? failureOf(STATUS.Z_BUF_ERROR, 'unexpected end of file', '') : undefined;
      }
      case STATUS.Z_NEED_DICT: {
        const message = this.#parameters.dictionary ? 'Bad dictionary' : 'Missing dictionary';
        return failureOf(this.#status, message, '');
      }
      default:
        return failureOf(this.#status, 'Zlib error', this.#stream.msg);
    }
  }

  #unlessOk(message: string): ZlibFailure | undefined {
    if (this.#status === STATUS.Z_OK) return undefined;
    return failureOf(this.#status, message, this.#stream.msg);
  }
}
