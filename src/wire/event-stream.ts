/** Server-sent events, read as a browser reads them (WHATWG HTML §9.2.6). */
import { concat } from './byte-queue.ts';

const CR = 0x0d;
const LF = 0x0a;
const BOM = [0xef, 0xbb, 0xbf] as const;
/** The standard decodes: what is no UTF-8 becomes U+FFFD. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export type StreamItem =
  /** Dispatched: a block with data, and the blank line at its end. */
  | { readonly of: 'event'; readonly type: string; readonly data: string; readonly lastEventId: string }
  /** A line that starts with a colon: dispatches nothing. */
  | { readonly of: 'comment'; readonly text: string }
  | { readonly of: 'retry'; readonly ms: number }
  /** A block that has an id and no data: nothing is dispatched, and the id is kept. */
  | { readonly of: 'id'; readonly lastEventId: string };

/** An item, and where it ends in the bytes of the push that completed it. Blank lines after it are its own. */
export interface Placed {
  readonly item: StreamItem;
  readonly end: number;
}

/** Reads a stream that is cut anywhere, even inside a character or between CR and LF. */
export class EventStreamDecoder {
  #line: Uint8Array[] = [];
  #isFirstLine = true;
  #afterCr = false;
  #data: string[] = [];
  #type = '';
  #id: string;
  #sawId = false;
  #lastEventId: string;

  /** @param lastEventId of the connection before this one. */
  constructor(lastEventId = '') {
    this.#id = lastEventId;
    this.#lastEventId = lastEventId;
  }

  /** What a browser would send as `Last-Event-ID` when it reconnects. An id counts once its block is complete. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** True inside a block or a line: at the end of the stream, that part is discarded. */
  get isIncomplete(): boolean {
    return this.#line.length > 0 || this.#data.length > 0 || this.#type !== '' || this.#sawId;
  }

  push(bytes: Uint8Array): readonly Placed[] {
    const found: Placed[] = [];
    let start = 0;
    for (const [at, byte] of bytes.entries()) {
      if (byte !== CR && byte !== LF) {
        this.#afterCr = false;
        continue;
      }
      const belongsToCr = byte === LF && this.#afterCr;
      this.#afterCr = byte === CR;
      const rest = bytes.subarray(start, at);
      start = at + 1;
      const last = found.at(-1);
      if (belongsToCr) {
        if (last?.end === at) found.splice(-1, 1, { item: last.item, end: at + 1 });
        continue;
      }
      const line = concat([...this.#line, rest]);
      this.#line = [];
      const item = this.#readLine(this.#textOf(line));
      if (item) found.push({ item, end: at + 1 });
      else if (line.length === 0 && last?.end === at) found.splice(-1, 1, { item: last.item, end: at + 1 });
    }
    if (start < bytes.length) this.#line.push(bytes.slice(start));
    return found;
  }

  #textOf(line: Uint8Array): string {
    const isFirst = this.#isFirstLine;
    this.#isFirstLine = false;
    return utf8.decode(isFirst && BOM.every((byte, at) => line[at] === byte) ? line.subarray(BOM.length) : line);
  }

  #readLine(line: string): StreamItem | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return { of: 'comment', text: withoutSpace(line.slice(1)) };
    if (colon < 0) return this.#readField(line, '');
    return this.#readField(line.slice(0, colon), withoutSpace(line.slice(colon + 1)));
  }

  #readField(name: string, value: string): StreamItem | undefined {
    switch (name) {
      case 'event':
        this.#type = value;
        return undefined;
      case 'data':
        this.#data.push(value);
        return undefined;
      case 'id':
        if (value.includes('\0')) return undefined;
        this.#id = value;
        this.#sawId = true;
        return undefined;
      case 'retry':
        return /^[0-9]+$/.test(value) ? { of: 'retry', ms: Number(value) } : undefined;
      default:
        return undefined;
    }
  }

  #dispatch(): StreamItem | undefined {
    const [type, data, sawId] = [this.#type || 'message', this.#data, this.#sawId];
    this.#lastEventId = this.#id;
    this.#data = [];
    this.#type = '';
    this.#sawId = false;
    const lastEventId = this.#lastEventId;
    if (data.length > 0) return { of: 'event', type, data: data.join('\n'), lastEventId };
    return sawId ? { of: 'id', lastEventId } : undefined;
  }
}

/** One space after the colon belongs to the syntax. */
function withoutSpace(value: string): string {
  return value.startsWith(' ') ? value.slice(1) : value;
}
