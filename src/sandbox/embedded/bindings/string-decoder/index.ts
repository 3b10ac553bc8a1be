/**
 * `internalBinding('string_decoder')`. The library keeps each decoder's state in a Buffer of `kSize` bytes, laid out as
 * Node's C++ lays it out, because `lastChar`, `lastNeed` and `lastTotal` show its fields.
 */

import type { Kernel } from '../../kernel/kernel.ts';
import { bytesOf } from '../buffer/arguments.ts';
import { codec, ENCODINGS, type Encoding } from '../buffer/encodings.ts';

/** The bytes of the character that a chunk cut off stand in 0 to 3. */
const INCOMPLETE_START = 0;
const INCOMPLETE_END = 4;
const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;
const SIZE = 7;

/** The decoder's state buffer, by the names Node gives its fields. */
class State {
  readonly #bytes: Uint8Array;
  readonly encoding: Encoding;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.encoding = ENCODINGS[bytes[ENCODING] as number] ?? 'utf8';
  }

  get missing(): number {
    return this.#bytes[MISSING] as number;
  }

  set missing(count: number) {
    this.#bytes[MISSING] = count;
  }

  get buffered(): number {
    return this.#bytes[BUFFERED] as number;
  }

  set buffered(count: number) {
    this.#bytes[BUFFERED] = count;
  }

  append(bytes: Uint8Array): void {
    this.#bytes.set(bytes, INCOMPLETE_START + this.buffered);
    this.buffered += bytes.length;
  }

  /** Empties the buffer and returns what it held as text. */
  takeText(): string {
    const text = codec(this.encoding).decode(this.#bytes, INCOMPLETE_START, INCOMPLETE_START + this.buffered);
    this.buffered = 0;
    return text;
  }
}

export function createStringDecoderBinding(_kernel: Kernel): Record<string, unknown> {
  return {
    encodings: [...ENCODINGS],
    kIncompleteCharactersStart: INCOMPLETE_START,
    kIncompleteCharactersEnd: INCOMPLETE_END,
    kMissingBytes: MISSING,
    kBufferedBytes: BUFFERED,
    kEncodingField: ENCODING,
    kNumFields: SIZE,
    kSize: SIZE,
    decode: (state: Uint8Array, chunk: unknown) => decode(new State(state), bytesOf(chunk)),
    flush: (state: Uint8Array) => flush(new State(state)),
  };
}

function decode(state: State, chunk: Uint8Array): string {
  const { encoding } = state;
  if (encoding === 'ascii' || encoding === 'latin1' || encoding === 'hex') {
    return codec(encoding).decode(chunk, 0, chunk.length);
  }
  let start = 0;
  let completed = '';
  if (state.missing > 0) {
    start = completeCharacter(state, chunk);
    if (state.missing === 0) completed = state.takeText();
  }
  if (start === chunk.length) return completed;
  const end = chunk.length - bytesToHoldBack(state, chunk, start);
  state.buffered = 0;
  state.append(viewOf(chunk, end, chunk.length));
  return completed + codec(encoding).decode(chunk, start, end);
}

/** Moves the missing bytes of a cut-off character from the chunk to the state; returns how many it took. */
function completeCharacter(state: State, chunk: Uint8Array): number {
  let count = Math.min(state.missing, chunk.length);
  state.missing -= count;
  if (state.encoding === 'utf8') {
    for (let index = 0; index < count; index++) {
      if (isContinuation(chunk[index] as number)) continue;
      // The character will never be whole: what came of it is decoded as it is, and this byte starts the next.
      count = index;
      state.missing = 0;
    }
  }
  state.append(viewOf(chunk, 0, count));
  return count;
}

/** How many bytes at the end of the chunk begin a character that the next chunk must complete; sets `missing`. */
function bytesToHoldBack(state: State, chunk: Uint8Array, start: number): number {
  const size = chunk.length - start;
  switch (state.encoding) {
    case 'utf16le': {
      if (size % 2 === 1) {
        state.missing = 1;
        return 1;
      }
      const endsInLeadSurrogate = ((chunk[chunk.length - 1] as number) & 0xfc) === 0xd8;
      state.missing = endsInLeadSurrogate ? 2 : 0;
      return state.missing;
    }
    case 'base64':
    case 'base64url':
      state.missing = size % 3 === 0 ? 0 : 3 - (size % 3);
      return size % 3;
    default:
      return utf8BytesToHoldBack(state, chunk, start);
  }
}

function utf8BytesToHoldBack(state: State, chunk: Uint8Array, start: number): number {
  state.missing = 0;
  for (let held = 1; held <= chunk.length - start; held++) {
    const byte = chunk[chunk.length - held] as number;
    if (byte < 0x80) return 0;
    if (isContinuation(byte)) {
      // Four of them are no character; the engine's decoder replaces them.
      if (held === 4) return 0;
      continue;
    }
    const size = utf8SizeByLead(byte);
    if (size <= held) return 0;
    state.missing = size - held;
    return held;
  }
  return 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** The size of the character this byte leads, or 0 if it leads none. */
function utf8SizeByLead(byte: number): number {
  if ((byte & 0xe0) === 0xc0) return 2;
  if ((byte & 0xf0) === 0xe0) return 3;
  if ((byte & 0xf8) === 0xf0) return 4;
  return 0;
}

function flush(state: State): string {
  if (state.encoding === 'utf16le' && state.buffered % 2 === 1) {
    // Half a code unit is no character.
    state.missing -= 1;
    state.buffered -= 1;
  }
  if (state.buffered === 0) return '';
  const text = state.takeText();
  state.missing = 0;
  return text;
}

function viewOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from);
}
