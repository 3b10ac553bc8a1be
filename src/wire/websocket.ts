/** WebSocket frames (RFC 6455 §5): encoding them, right or wrong on purpose, and decoding them from a stream. */
import { ByteQueue, concat } from './byte-queue.ts';
import type { FrameFields } from './entry.ts';
import { decodeUtf8, encodeUtf8 } from './text.ts';

/** RFC 6455 §5.2. */
export const opcode = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

export type OpcodeName = keyof typeof opcode | 'reserved';

export function opcodeName(code: number): OpcodeName {
  switch (code) {
    case opcode.continuation:
      return 'continuation';
    case opcode.text:
      return 'text';
    case opcode.binary:
      return 'binary';
    case opcode.close:
      return 'close';
    case opcode.ping:
      return 'ping';
    case opcode.pong:
      return 'pong';
    default:
      return 'reserved';
  }
}

/** A frame to send. Nothing is checked: a test needs wrong frames too. */
export interface FrameToEncode {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  /** True unless told. */
  readonly fin?: boolean;
  /** The three reserved bits as a number, RSV1 first: 4 is RSV1 alone. 0 unless told. */
  readonly rsv?: number;
  /** Four bytes; without them the frame is not masked. */
  readonly maskKey?: Uint8Array;
  /** The form of the length; the shortest one unless told. */
  readonly lengthBits?: 7 | 16 | 64;
  /** The length to declare, bytes; the payload's own unless told. */
  readonly length?: number | bigint;
}

export function encodeFrame(frame: FrameToEncode): Uint8Array {
  const payload = typeof frame.payload === 'string' ? encodeUtf8(frame.payload) : (frame.payload ?? new Uint8Array());
  const length = BigInt(frame.length ?? payload.length);
  const lengthBits = frame.lengthBits ?? shortestForm(length);
  const fin = frame.fin ?? true;
  const head = new DataView(new ArrayBuffer(2 + extendedLength(lengthBits)));
  head.setUint8(0, (fin ? 0x80 : 0) | (((frame.rsv ?? 0) & 7) << 4) | (frame.opcode & 0x0f));
  const maskBit = frame.maskKey ? 0x80 : 0;
  if (lengthBits === 7) head.setUint8(1, maskBit | Number(length & 0x7fn));
  if (lengthBits === 16) {
    head.setUint8(1, maskBit | 126);
    head.setUint16(2, Number(length & 0xffffn));
  }
  if (lengthBits === 64) {
    head.setUint8(1, maskBit | 127);
    head.setBigUint64(2, length);
  }
  const start = new Uint8Array(head.buffer);
  if (!frame.maskKey) return concat([start, payload]);
  return concat([start, frame.maskKey, mask(payload, frame.maskKey)]);
}

function shortestForm(length: bigint): 7 | 16 | 64 {
  if (length < 126n) return 7;
  return length < 0x10000n ? 16 : 64;
}

function extendedLength(lengthBits: 7 | 16 | 64): 0 | 2 | 8 {
  if (lengthBits === 7) return 0;
  return lengthBits === 16 ? 2 : 8;
}

/** Masks, and unmasks, for it is the same operation (RFC 6455 §5.3). Returns a copy. */
export function mask(payload: Uint8Array, key: Uint8Array): Uint8Array {
  return payload.map((byte, index) => byte ^ (key[index % 4] ?? 0));
}

export interface Frame {
  readonly fields: FrameFields;
  /** Unmasked. */
  readonly payload: Uint8Array;
  /** As on the wire, header included. */
  readonly bytes: Uint8Array;
}

/** Why a stream of frames cannot be read on: no frame boundary is known after it. */
export interface FrameProblem {
  readonly problem: string;
  readonly bytes: Uint8Array;
}

/** Cuts a stream into frames. It reads wrong frames too (reserved bits, unknown opcodes): judging them is the caller's part. */
export class FrameDecoder {
  readonly #queue = new ByteQueue();
  #fields: FrameFields | undefined;
  #broken = false;

  push(bytes: Uint8Array): (Frame | FrameProblem)[] {
    this.#queue.push(bytes);
    const found: (Frame | FrameProblem)[] = [];
    while (!this.#broken) {
      this.#fields ??= parseFields(this.#queue.peekStart(14));
      if (!this.#fields) break;
      if (!Number.isSafeInteger(this.#fields.length)) {
        this.#broken = true;
        break;
      }
      const { headerLength, length } = this.#fields;
      if (this.#queue.length < headerLength + length) break;
      found.push(toFrame(this.#fields, this.#queue.take(headerLength + length)));
      this.#fields = undefined;
    }
    if (this.#broken && this.#queue.length > 0) {
      const problem = 'The frame declares a length beyond 2^53 - 1 bytes, so no end of it can be found.';
      found.push({ problem, bytes: this.#queue.takeAll() });
    }
    return found;
  }

  /** What is left of an unfinished frame when the stream ends; `undefined` at a frame boundary. */
  end(): FrameProblem | undefined {
    if (this.#queue.length === 0) return undefined;
    const fields = this.#fields;
    const come = this.#queue.length;
    const problem = fields
      ? `The stream ended inside a frame: ${Math.max(0, come - fields.headerLength)} of ${fields.length} payload bytes had come.`
      : `The stream ended inside a frame header, after ${come} ${come === 1 ? 'byte' : 'bytes'}.`;
    this.#fields = undefined;
    return { problem, bytes: this.#queue.takeAll() };
  }
}

/** The header at the start of `bytes`, or `undefined` while it is not complete. */
export function parseFields(bytes: Uint8Array): FrameFields | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const masked = (second & 0x80) !== 0;
  const shortLength = second & 0x7f;
  const lengthBits = shortLength < 126 ? 7 : shortLength === 126 ? 16 : 64;
  const maskStart = 2 + extendedLength(lengthBits);
  const headerLength = maskStart + (masked ? 4 : 0);
  if (bytes.length < headerLength) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let length = shortLength;
  if (lengthBits === 16) length = view.getUint16(2);
  if (lengthBits === 64) length = Number(view.getBigUint64(2));
  return {
    fin: (first & 0x80) !== 0,
    rsv: ((first >> 4) & 7) as FrameFields['rsv'],
    opcode: first & 0x0f,
    masked,
    maskKey: masked ? bytes.slice(maskStart, headerLength) : undefined,
    length,
    lengthBits,
    headerLength,
  };
}

function toFrame(fields: FrameFields, bytes: Uint8Array): Frame {
  const payload = bytes.subarray(fields.headerLength);
  return { fields, payload: fields.maskKey ? mask(payload, fields.maskKey) : payload, bytes };
}

/** A whole message, put together from its fragments (RFC 6455 §5.4). */
export interface Message {
  readonly kind: 'text' | 'binary';
  readonly payload: Uint8Array;
  /** `undefined` for a binary message, and for a text message that is not valid UTF-8. */
  readonly text: string | undefined;
}

/** Joins data frames into messages. Control frames may stand between fragments and pass it by. */
export class MessageAssembler {
  #kind: Message['kind'] | undefined;
  #parts: Uint8Array[] = [];

  /** The message that this frame completes, if it does. A frame out of order is a problem and changes nothing. */
  push(frame: Pick<Frame, 'fields' | 'payload'>): Message | { readonly problem: string } | undefined {
    const name = opcodeName(frame.fields.opcode);
    if (name !== 'text' && name !== 'binary' && name !== 'continuation') return undefined;
    if (name === 'continuation' && !this.#kind) {
      return { problem: 'A continuation frame came while no message was being continued.' };
    }
    if (name !== 'continuation' && this.#kind) {
      return { problem: `A ${name} frame came while a fragmented ${this.#kind} message was not finished.` };
    }
    if (name !== 'continuation') this.#kind = name;
    this.#parts.push(frame.payload);
    const kind = this.#kind;
    if (!frame.fields.fin || !kind) return undefined;
    const payload = concat(this.#parts);
    this.#kind = undefined;
    this.#parts = [];
    return { kind, payload, text: kind === 'text' ? decodeUtf8(payload) : undefined };
  }
}

/** RFC 6455 §5.5.1. */
export interface ClosePayload {
  /** `undefined` when the Close frame carried none. */
  readonly code: number | undefined;
  readonly reason: string;
}

/** Reads the payload of a Close frame; an invalid reason reads with replacement characters. */
export function parseClose(payload: Uint8Array): ClosePayload {
  const [high, low] = payload;
  if (high === undefined || low === undefined) return { code: undefined, reason: '' };
  return { code: high * 256 + low, reason: new TextDecoder().decode(payload.subarray(2)) };
}

/** The payload of a Close frame, empty without a code. */
export function encodeClose(code?: number, reason = ''): Uint8Array {
  if (code === undefined) return new Uint8Array();
  return concat([Uint8Array.of(code >> 8, code & 0xff), encodeUtf8(reason)]);
}
