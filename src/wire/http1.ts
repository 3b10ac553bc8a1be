/** HTTP/1.1 on the wire (RFC 9112): heads and body framing, cut from a stream as it comes. */
import { ByteQueue, concat } from './byte-queue.ts';
import type { HttpHead } from './entry.ts';
import {
  asksToUpgrade,
  type BodyFraming,
  parseRequestHead,
  parseResponseHead,
  requestFraming,
  responseFraming,
  startsAsRequest,
  startsAsResponse,
} from './http1-head.ts';
import { decodeLatin1 } from './text.ts';

export type HttpEvent =
  | {
      readonly type: 'request';
      readonly head: HttpHead;
      readonly method: string;
      readonly target: string;
      readonly bytes: Uint8Array;
    }
  | {
      readonly type: 'response';
      readonly head: HttpHead;
      readonly status: number;
      readonly reason: string;
      readonly bytes: Uint8Array;
    }
  /** A piece of the body. `bytes` are those on the wire, with the framing of a chunk; `content` is what they carry. */
  | { readonly type: 'data'; readonly content: Uint8Array; readonly bytes: Uint8Array }
  /** The body is complete; a message without a body has no such event. `bytes` are the last chunk and the trailers, or none. */
  | { readonly type: 'end'; readonly bytes: Uint8Array }
  /** No HTTP from here on. */
  | { readonly type: 'problem'; readonly problem: string; readonly bytes: Uint8Array };

/** A head may have so many bytes, a chunk-size line so many; beyond them nobody means HTTP. */
const HEAD_LIMIT = 64 * 1024;
const CHUNK_LINE_LIMIT = 1024;

type State =
  | { readonly in: 'head' }
  | { readonly in: 'length'; left: number }
  | { readonly in: 'close' }
  | { readonly in: 'chunk-size' | 'trailers' }
  | { readonly in: 'chunk'; readonly size: number; readonly lineLength: number }
  /** After a request to upgrade, or a 101: what follows is HTTP only if the caller says so. */
  | { readonly in: 'handover' }
  | { readonly in: 'garbage'; readonly problem: string };

/** Cuts one direction of a connection into heads and bodies. */
export class HttpDecoder {
  readonly #side: 'request' | 'response';
  readonly #queue = new ByteQueue();
  /** Methods of the requests whose responses are still to come. */
  readonly #methods: string[] = [];
  #state: State = { in: 'head' };
  /** Where the decoder goes when the body in hand is complete. */
  #after: State = { in: 'head' };

  constructor(side: 'request' | 'response') {
    this.#side = side;
  }

  /** Tells a response decoder what was asked: a response to HEAD has no body. */
  expectResponseTo(method: string): void {
    this.#methods.push(method);
  }

  /** True after a request to upgrade (until `resume`) and after a 101. */
  get handsOver(): boolean {
    return this.#state.in === 'handover';
  }

  /** Reads on as HTTP: the upgrade was refused. */
  resume(): HttpEvent[] {
    if (this.#state.in === 'handover') this.#state = { in: 'head' };
    return this.#read();
  }

  /** The bytes that have come and are not read, for whoever takes over. */
  takeRest(): Uint8Array {
    return this.#queue.takeAll();
  }

  push(bytes: Uint8Array): HttpEvent[] {
    this.#queue.push(bytes);
    return this.#read();
  }

  /** The stream has ended: completes a body that lasts until close; an unfinished message is a problem. */
  end(): HttpEvent[] {
    const state = this.#state;
    if (state.in === 'close') {
      this.#state = { in: 'head' };
      return [{ type: 'end', bytes: new Uint8Array() }];
    }
    if (state.in === 'head' && this.#queue.length === 0) return [];
    if (state.in === 'handover' || state.in === 'garbage') {
      return this.#queue.length === 0
        ? []
        : [this.#problem('The stream ended before these bytes could be read as HTTP.')];
    }
    const where =
      state.in === 'head' || state.in === 'trailers' ? 'before the empty line that ends it' : 'inside the body';
    return [this.#problem(`The stream ended ${where}.`)];
  }

  #read(): HttpEvent[] {
    const events: HttpEvent[] = [];
    for (let event = this.#next(); event; event = this.#next()) events.push(event);
    return events;
  }

  /** The next event, or `undefined` while more bytes are needed. */
  #next(): HttpEvent | undefined {
    const state = this.#state;
    switch (state.in) {
      case 'head':
        return this.#nextHead();
      case 'length':
        return this.#nextOfLength(state);
      case 'close':
        return this.#queue.length > 0 ? this.#data(this.#queue.takeAll()) : undefined;
      case 'chunk-size':
        return this.#nextChunkSize();
      case 'chunk':
        return this.#nextChunk(state);
      case 'trailers':
        return this.#nextTrailers();
      case 'handover':
        return undefined;
      case 'garbage':
        return this.#queue.length > 0 ? this.#problem(state.problem) : undefined;
    }
  }

  #nextHead(): HttpEvent | undefined {
    const come = this.#queue.peek();
    if (come.length === 0) return undefined;
    // A server skips an empty line before a request line (RFC 9112 §2.2).
    const start = this.#side === 'request' && come[0] === 13 && come[1] === 10 ? 2 : 0;
    const end = indexOfText(come, '\r\n\r\n', start);
    const looksWrong = this.#side === 'request' ? !startsAsRequest(come, start) : !startsAsResponse(come);
    if (looksWrong) return this.#problem(`These bytes do not begin like an HTTP ${this.#side}.`);
    if (end < 0) {
      return come.length > HEAD_LIMIT ? this.#problem(`The HTTP head is longer than ${HEAD_LIMIT} bytes.`) : undefined;
    }
    const bytes = this.#queue.take(end + 4);
    const lines = decodeLatin1(bytes.subarray(start, end)).split('\r\n');
    return this.#side === 'request' ? this.#requestHead(lines, bytes) : this.#responseHead(lines, bytes);
  }

  #requestHead(lines: readonly string[], bytes: Uint8Array): HttpEvent {
    const parsed = parseRequestHead(lines);
    if (!parsed) return this.#problem('The head is no HTTP request head.', bytes);
    this.#beginBody(requestFraming(parsed.head), asksToUpgrade(parsed.head) ? { in: 'handover' } : { in: 'head' });
    return { type: 'request', ...parsed, bytes };
  }

  #responseHead(lines: readonly string[], bytes: Uint8Array): HttpEvent {
    const parsed = parseResponseHead(lines);
    if (!parsed) return this.#problem('The head is no HTTP response head.', bytes);
    const isInterim = parsed.status < 200 && parsed.status !== 101;
    const method = isInterim ? undefined : this.#methods.shift();
    if (parsed.status === 101) this.#state = { in: 'handover' };
    else
      this.#beginBody(isInterim ? { by: 'nothing' } : responseFraming(parsed.head, parsed.status, method), {
        in: 'head',
      });
    return { type: 'response', ...parsed, bytes };
  }

  #beginBody(framing: BodyFraming, after: State): void {
    this.#after = after;
    if (framing.by === 'length') this.#state = { in: 'length', left: framing.length };
    else if (framing.by === 'chunks') this.#state = { in: 'chunk-size' };
    else if (framing.by === 'close') this.#state = { in: 'close' };
    else this.#state = after;
  }

  #nextOfLength(state: { left: number }): HttpEvent | undefined {
    if (state.left === 0) return this.#end(new Uint8Array());
    if (this.#queue.length === 0) return undefined;
    const piece = this.#queue.take(Math.min(state.left, this.#queue.length));
    state.left -= piece.length;
    return this.#data(piece);
  }

  #nextChunkSize(): HttpEvent | undefined {
    const start = this.#queue.peekStart(CHUNK_LINE_LIMIT);
    const end = indexOfText(start, '\r\n', 0);
    if (end < 0) {
      return start.length === CHUNK_LINE_LIMIT ? this.#problem('The size line of a chunk does not end.') : undefined;
    }
    const size = /^([0-9a-fA-F]{1,12})[ \t]*(?:;.*)?$/.exec(decodeLatin1(start.subarray(0, end)));
    if (!size) return this.#problem('The size line of a chunk is no hexadecimal number.');
    const bytes = Number.parseInt(size[1] ?? '0', 16);
    this.#state = bytes === 0 ? { in: 'trailers' } : { in: 'chunk', size: bytes, lineLength: end + 2 };
    return this.#next();
  }

  #nextChunk(state: { readonly size: number; readonly lineLength: number }): HttpEvent | undefined {
    const whole = state.lineLength + state.size + 2;
    if (this.#queue.length < whole) return undefined;
    const bytes = this.#queue.take(whole);
    if (bytes[whole - 2] !== 13 || bytes[whole - 1] !== 10) {
      return this.#problem('A chunk is longer than its size line says.', bytes);
    }
    this.#state = { in: 'chunk-size' };
    return { type: 'data', content: bytes.subarray(state.lineLength, whole - 2), bytes };
  }

  #nextTrailers(): HttpEvent | undefined {
    const come = this.#queue.peek();
    const sizeLine = indexOfText(come, '\r\n', 0);
    const hasTrailers = come[sizeLine + 2] !== 13;
    const end = hasTrailers ? indexOfText(come, '\r\n\r\n', sizeLine + 2) : sizeLine;
    if (come.length < sizeLine + 4 || end < 0) {
      return come.length > HEAD_LIMIT ? this.#problem('The trailers do not end.') : undefined;
    }
    return this.#end(this.#queue.take(end + 4));
  }

  #data(bytes: Uint8Array): HttpEvent {
    return { type: 'data', content: bytes, bytes };
  }

  #end(bytes: Uint8Array): HttpEvent {
    this.#state = this.#after;
    return { type: 'end', bytes };
  }

  #problem(problem: string, bytes: Uint8Array = new Uint8Array()): HttpEvent {
    this.#state = { in: 'garbage', problem };
    return { type: 'problem', problem, bytes: concat([bytes, this.#queue.takeAll()]) };
  }
}

function indexOfText(bytes: Uint8Array, text: string, from: number): number {
  const codes = [...text].map((character) => character.charCodeAt(0));
  for (let start = from; start >= 0 && start + codes.length <= bytes.length; start += 1) {
    start = bytes.indexOf(codes[0] ?? 0, start);
    if (start < 0) return -1;
    if (codes.every((code, offset) => bytes[start + offset] === code)) return start;
  }
  return -1;
}
