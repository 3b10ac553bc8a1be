/**
 * The frames two processes exchange: what TCP segments are to a kernel. A batch of them travels as one ArrayBuffer.
 * A frame is 9 bytes of head (type, connection, value; big endian) and, for DATA, `value` bytes.
 */

export const FrameType = { SYN: 0, ACK: 1, RST: 2, DATA: 3, FIN: 4, WIN: 5, SYN6: 6 } as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

export interface Frame {
  readonly type: FrameType;
  /** Unique among the connections of one pair of processes. */
  readonly connection: number;
  /**
   * SYN (to 127.0.0.1) and SYN6 (to ::1): the port to connect to in the upper 16 bits, the port it comes from in the lower.
   * DATA: length. WIN: bytes of credit. RST: 1 when it answers a SYN that nobody listens for.
   */
  readonly value: number;
  readonly data: Uint8Array;
}

const HEAD = 9;
const FIRST_CAPACITY = 512;
/** To hand a buffer over costs more than to copy this many bytes twice. */
const COPIED = 4096;
const NOTHING = new Uint8Array(0);

/** Collects frames until they are sent. Copies what it is given. */
export class FrameBatch {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Bytes. */
  get length(): number {
    return this.#length;
  }

  add(type: FrameType, connection: number, value: number, data: Uint8Array = NOTHING): void {
    this.#reserve(HEAD + data.byteLength);
    this.#view.setUint8(this.#length, type);
    this.#view.setUint32(this.#length + 1, connection);
    this.#view.setUint32(this.#length + 5, value);
    this.#bytes.set(data, this.#length + HEAD);
    this.#length += HEAD + data.byteLength;
  }

  /** The batch so far, in a buffer of its own; the next begins empty. */
  take(): Uint8Array<ArrayBuffer> {
    const length = this.#length;
    this.#length = 0;
    if (length <= COPIED) return this.#bytes.slice(0, length);
    const batch = this.#bytes.subarray(0, length);
    this.#bytes = new Uint8Array(FIRST_CAPACITY);
    this.#view = new DataView(this.#bytes.buffer);
    return batch;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.byteLength) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.byteLength * 4));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** What goes along with a batch as it is posted: the buffer of a large one. */
export function transferOf(batch: Uint8Array<ArrayBuffer>): Transferable[] {
  return batch.byteLength <= COPIED ? [] : [batch.buffer];
}

/** The frames of a batch, in order. Their data are views of the batch. @throws RangeError when it is cut short. */
export function* framesOf(batch: Uint8Array): Generator<Frame> {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  for (let at = 0; at < batch.byteLength; ) {
    const type = view.getUint8(at) as FrameType;
    const connection = view.getUint32(at + 1);
    const value = view.getUint32(at + 5);
    const start = at + HEAD;
    const length = type === FrameType.DATA ? value : 0;
    if (start + length > batch.byteLength) throw new RangeError('A batch of frames ends in the middle of one.');
    yield { type, connection, value, data: length ? batch.subarray(start, start + length) : NOTHING };
    at = start + length;
  }
}
