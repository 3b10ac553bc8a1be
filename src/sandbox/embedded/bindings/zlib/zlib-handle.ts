import type { Kernel } from '../../kernel/kernel.ts';
import { bytesOf } from '../buffer/arguments.ts';
import type { ZlibFailure } from './status.ts';
import { type ZlibStep, ZlibStream } from './zlib-stream.ts';

type StepArguments = [
  flush: number,
  input: Uint8Array | null,
  inputOffset: number,
  inputLength: number,
  output: Uint8Array,
  outputOffset: number,
  outputLength: number,
];

function stepOf([flush, input, inputOffset, inputLength, output, outputOffset, outputLength]: StepArguments): ZlibStep {
  const source = input === null ? new Uint8Array(0) : bytesOf(input);
  // A plain view: `subarray` of a Buffer, which pako calls, would make a Buffer each time.
  const target = new Uint8Array(output.buffer, output.byteOffset, output.byteLength);
  return {
    flush,
    input: new Uint8Array(source.buffer, source.byteOffset, source.byteLength),
    inputOffset,
    inputLength: input === null ? 0 : inputLength,
    output: target,
    outputOffset,
    outputLength,
  };
}

/** The handle of a zlib stream, as the library drives it. The library puts its own fields on it too. */
export class ZlibHandle {
  /** Set by the library before the first write. */
  declare onerror: (message: string, errno: number, code: string) => void;

  readonly #kernel: Kernel;
  readonly #mode: number;
  #stream: ZlibStream | undefined;
  /** `[bytes of output left, bytes of input left]`. */
  #writeState = new Uint32Array(2);
  #onWritten: () => void = () => {};

  constructor(kernel: Kernel, mode: number) {
    this.#kernel = kernel;
    this.#mode = mode;
  }

  init(
    windowBits: number,
    level: number,
    memLevel: number,
    strategy: number,
    writeState: Uint32Array<ArrayBuffer>,
    onWritten: () => void,
    dictionary: ArrayBufferView | undefined,
    rejectGarbageAfterEnd: boolean,
  ): void {
    this.#writeState = writeState;
    this.#onWritten = onWritten;
    this.#stream = new ZlibStream(this.#mode, {
      windowBits,
      level,
      memLevel,
      strategy,
      // A copy: the caller may write over its own later.
      dictionary: dictionary === undefined ? undefined : Uint8Array.from(bytesOf(dictionary)),
      afterEnd: rejectGarbageAfterEnd ? 'leave' : 'read-members',
    });
  }

  /** Node works on a thread; here the work is done in a turn of its own, and is one job until its callback has run. */
  write(...args: StepArguments): void {
    const stream = this.#opened();
    const step = stepOf(args);
    const done = this.#kernel.job('ZLIB');
    this.#kernel.post(() => {
      done();
      if (this.#report(stream.run(step))) return;
      this.#tellRest(stream);
      Reflect.apply(this.#onWritten, this, []);
    }, this.#kernel.context());
  }

  writeSync(...args: StepArguments): void {
    const stream = this.#opened();
    if (!this.#report(stream.run(stepOf(args)))) this.#tellRest(stream);
  }

  params(level: number, strategy: number): void {
    this.#report(this.#opened().setParameters(level, strategy));
  }

  reset(): void {
    this.#report(this.#opened().reset());
  }

  /** A write under way still ends, and tells so; the library ignores it. */
  close(): void {
    this.#stream = undefined;
  }

  #opened(): ZlibStream {
    if (!this.#stream) throw new Error('zlib: the handle is closed');
    return this.#stream;
  }

  #tellRest(stream: ZlibStream): void {
    this.#writeState[0] = stream.availableOut;
    this.#writeState[1] = stream.availableIn;
  }

  #report(failure: ZlibFailure | undefined): boolean {
    if (!failure) return false;
    this.onerror(failure.message, failure.errno, failure.code);
    return true;
  }
}
