import { decodeLatin1 } from '../buffer/code-units.ts';
import { HeaderBatch } from './header-batch.ts';
import { setLenientFlags } from './lenient-flags.ts';
import { ERRNO, type Llhttp, llhttp, type ParserHooks, type Pointer } from './llhttp.ts';
import { type ParseFailure, parseError } from './parse-error.ts';

export const REQUEST = 1;
export const RESPONSE = 2;

/** Node's `--max-http-header-size`, in bytes. */
const DEFAULT_MAX_HEADER_SIZE = 16_384;
/** In bytes a chunk; Node's `kMaxChunkExtensionsSize`. */
const MAX_CHUNK_EXTENSIONS_SIZE = 16_384;

const HEADER_OVERFLOW: ParseFailure = { code: 'HPE_HEADER_OVERFLOW', reason: 'Header overflow' };
const CHUNK_EXTENSIONS_OVERFLOW: ParseFailure = {
  code: 'HPE_CHUNK_EXTENSIONS_OVERFLOW',
  reason: 'Chunk extensions overflow',
};
const JS_EXCEPTION: ParseFailure = { code: 'HPE_JS_EXCEPTION', reason: 'JS Exception' };

/** The start line and headers of a message; what went out with an earlier batch is `undefined` here. */
export interface MessageHead {
  readonly major: number;
  readonly minor: number;
  readonly headers: string[] | undefined;
  /** llhttp's number, see `allMethods`. */
  readonly method: number | undefined;
  readonly url: string | undefined;
  readonly statusCode: number | undefined;
  readonly statusMessage: string | undefined;
  readonly upgrade: boolean;
  readonly shouldKeepAlive: boolean;
}

/** Whom the parser tells. A method that throws stops the parse, and `execute` throws the same. */
export interface MessageListener {
  /** The most header lines a request may have, and again its trailers; no limit from 0 down. */
  readonly lineLimit: number;
  onMessageBegin(): void;
  /** Headers beyond the first batch, and trailers. Returns false if nobody takes them. */
  onHeaders(headers: string[], url: string): boolean;
  /** Returns 0 to read the body, 1 to skip it, 2 to treat the rest as another protocol. */
  onHeadersComplete(head: () => MessageHead): number;
  onBody(from: number, to: number): void;
  onMessageComplete(): void;
}

const NO_BYTES = new Uint8Array(0);

/** Parses one side of a connection with llhttp, within Node's limits. */
export class MessageParser {
  readonly #library: Llhttp;
  readonly #listener: MessageListener;
  readonly #pointer: Pointer;
  #type = REQUEST;
  #maxHeaderSize = DEFAULT_MAX_HEADER_SIZE;

  readonly #batch = new HeaderBatch();
  #hasFlushed = false;
  #url = '';
  #statusMessage = '';
  #headerSize = 0;
  #lineCount = 0;
  #chunkExtensionsSize = 0;

  #chunk: Uint8Array = NO_BYTES;
  /** Where llhttp has the first byte of the chunk. */
  #chunkAddress: Pointer = 0;
  #isRunning = false;
  #failure: ParseFailure | undefined;
  #exception: { readonly error: unknown } | undefined;

  constructor(listener: MessageListener) {
    this.#library = llhttp();
    this.#listener = listener;
    this.#pointer = this.#library.create(REQUEST, this.#hooks());
  }

  /** The bytes being parsed; empty outside `execute`. */
  get chunk(): Uint8Array {
    return this.#chunk;
  }

  /** Begins anew. `maxHeaderSize` is in bytes, 0 for Node's default. */
  reset(type: number, maxHeaderSize: number, lenientFlags: number): void {
    this.#library.init(this.#pointer, type);
    setLenientFlags(this.#library, this.#pointer, lenientFlags);
    this.#type = type;
    this.#maxHeaderSize = maxHeaderSize || DEFAULT_MAX_HEADER_SIZE;
    this.#batch.clear();
    this.#hasFlushed = false;
    this.#url = '';
    this.#statusMessage = '';
    this.#headerSize = 0;
    this.#lineCount = 0;
    this.#chunkExtensionsSize = 0;
    this.#failure = undefined;
  }

  /** Returns the number of bytes taken, less than all before an upgrade; or the error. @throws what a listener threw */
  execute(chunk: Uint8Array): number | Error {
    return this.#library.withInput(chunk, (address) => {
      this.#chunk = chunk;
      this.#chunkAddress = address;
      const errno = this.#run(() => this.#library.llhttp_execute(this.#pointer, address, chunk.length));
      if (errno === ERRNO.ok) return chunk.length;
      const parsed = this.#library.llhttp_get_error_pos(this.#pointer) - address;
      return this.#failed(errno, parsed) ?? parsed;
    });
  }

  /** Tells that no more bytes come. @throws what a listener threw */
  finish(): Error | undefined {
    const errno = this.#run(() => this.#library.llhttp_finish(this.#pointer));
    return errno === ERRNO.ok ? undefined : this.#failed(errno, 0);
  }

  pause(): void {
    this.#library.llhttp_pause(this.#pointer);
  }

  resume(): void {
    this.#library.llhttp_resume(this.#pointer);
  }

  close(): void {
    this.#library.release(this.#pointer);
  }

  #run(step: () => number): number {
    if (this.#isRunning)
      throw new Error('HTTPParser: a callback must not call execute() or finish() of its own parser');
    this.#isRunning = true;
    this.#exception = undefined;
    let errno: number;
    try {
      errno = step();
    } finally {
      this.#isRunning = false;
      this.#chunk = NO_BYTES;
    }
    const exception = this.#exception as { readonly error: unknown } | undefined;
    if (exception) throw exception.error;
    return errno;
  }

  #failed(errno: number, bytesParsed: number): Error | undefined {
    const library = this.#library;
    if (errno === ERRNO.pausedUpgrade) {
      // Not an error: what follows belongs to the other protocol.
      library.llhttp_resume_after_upgrade(this.#pointer);
      return undefined;
    }
    if (library.llhttp_get_upgrade(this.#pointer) !== 0) return undefined;
    if (errno === ERRNO.user && this.#failure) return parseError(this.#failure, bytesParsed);
    const code = library.textAt(library.llhttp_errno_name(errno));
    const reason = library.textAt(library.llhttp_get_error_reason(this.#pointer));
    return parseError({ code, reason }, bytesParsed);
  }

  #fail(failure: ParseFailure): number {
    this.#failure = failure;
    return ERRNO.user;
  }

  #text(at: Pointer, length: number): string {
    const from = at - this.#chunkAddress;
    return decodeLatin1(this.#chunk, from, from + length);
  }

  #hooks(): ParserHooks {
    const span = (read: (at: Pointer, length: number) => number) => (at: Pointer, length: number) =>
      this.#guarded(() => read(at, length));
    const notify = (read: () => number) => () => this.#guarded(read);
    return {
      onMessageBegin: notify(() => this.#onMessageBegin()),
      onUrl: span((at, length) => {
        this.#url += this.#text(at, length);
        return this.#trackHeader(length);
      }),
      onStatus: span((at, length) => {
        this.#statusMessage += this.#text(at, length);
        return this.#trackHeader(length);
      }),
      onHeaderField: span((at, length) => this.#onHeaderField(at, length)),
      onHeaderValue: span((at, length) => {
        this.#batch.addToValue(this.#text(at, length));
        return this.#trackHeader(length);
      }),
      onHeadersComplete: notify(() => this.#onHeadersComplete()),
      onBody: span((at, length) => {
        const from = at - this.#chunkAddress;
        if (length > 0) this.#listener.onBody(from, from + length);
        return 0;
      }),
      onMessageComplete: notify(() => {
        if (!this.#batch.isEmpty) this.#flush();
        this.#listener.onMessageComplete();
        return 0;
      }),
      onChunkExtension: span((_at, length) => this.#onChunkExtension(length)),
      onChunkHeader: notify(() => {
        this.#headerSize = 0;
        this.#chunkExtensionsSize = 0;
        return 0;
      }),
      onChunkComplete: notify(() => {
        this.#headerSize = 0;
        return 0;
      }),
    };
  }

  /** WebAssembly must not be unwound by an exception: it is kept and thrown when llhttp has returned. */
  #guarded(read: () => number): number {
    if (this.#exception) return this.#fail(JS_EXCEPTION);
    try {
      return read();
    } catch (error) {
      this.#exception = { error };
      return this.#fail(JS_EXCEPTION);
    }
  }

  #onMessageBegin(): number {
    this.#batch.clear();
    this.#lineCount = 0;
    this.#chunkExtensionsSize = 0;
    this.#url = '';
    this.#statusMessage = '';
    this.#listener.onMessageBegin();
    return 0;
  }

  #onHeaderField(at: Pointer, length: number): number {
    const overflow = this.#trackHeader(length);
    if (overflow !== 0) return overflow;
    if (this.#batch.isBetweenLines && this.#hasTooManyLines()) return this.#fail(HEADER_OVERFLOW);
    if (this.#batch.isFull) this.#flush();
    this.#batch.addToName(this.#text(at, length));
    return 0;
  }

  #hasTooManyLines(): boolean {
    this.#lineCount += 1;
    const limit = this.#type === REQUEST ? this.#listener.lineLimit : 0;
    return limit > 0 && this.#lineCount > limit;
  }

  #onHeadersComplete(): number {
    this.#headerSize = 0;
    this.#lineCount = 0;
    const answer = this.#listener.onHeadersComplete(() => this.#head());
    this.#batch.clear();
    return answer;
  }

  #head(): MessageHead {
    const library = this.#library;
    const isRequest = this.#type === REQUEST;
    if (this.#hasFlushed) this.#flush();
    const wasFlushed = this.#hasFlushed;
    return {
      major: library.llhttp_get_http_major(this.#pointer),
      minor: library.llhttp_get_http_minor(this.#pointer),
      headers: wasFlushed ? undefined : this.#batch.lines(),
      method: isRequest ? library.llhttp_get_method(this.#pointer) : undefined,
      url: isRequest && !wasFlushed ? this.#url : undefined,
      statusCode: isRequest ? undefined : library.llhttp_get_status_code(this.#pointer),
      statusMessage: isRequest ? undefined : this.#statusMessage,
      upgrade: library.llhttp_get_upgrade(this.#pointer) !== 0,
      shouldKeepAlive: library.llhttp_should_keep_alive(this.#pointer) !== 0,
    };
  }

  #flush(): void {
    const isTaken = this.#listener.onHeaders(this.#batch.lines(), this.#url);
    this.#batch.clear();
    if (!isTaken) return;
    this.#url = '';
    this.#hasFlushed = true;
  }

  #trackHeader(length: number): number {
    this.#headerSize += length;
    return this.#headerSize >= this.#maxHeaderSize ? this.#fail(HEADER_OVERFLOW) : 0;
  }

  #onChunkExtension(length: number): number {
    this.#chunkExtensionsSize += length;
    if (this.#chunkExtensionsSize <= MAX_CHUNK_EXTENSIONS_SIZE) return 0;
    this.#chunkExtensionsSize = 0;
    return this.#fail(CHUNK_EXTENSIONS_OVERFLOW);
  }
}
