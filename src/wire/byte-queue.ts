/** Bytes that have come and are not taken yet, without copying them at every arrival. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  /** All bytes as one array; they stay in the queue. */
  peek(): Uint8Array {
    const [first] = this.#chunks;
    if (first && this.#chunks.length === 1) return first;
    const all = concat(this.#chunks);
    this.#chunks = all.length > 0 ? [all] : [];
    return all;
  }

  /** The first `count` bytes, or fewer when fewer have come; they stay in the queue. */
  peekStart(count: number): Uint8Array {
    const [first] = this.#chunks;
    if (first && first.length >= count) return first.subarray(0, count);
    const start: number[] = [];
    for (const chunk of this.#chunks) {
      for (const byte of chunk) {
        if (start.length === count) return Uint8Array.from(start);
        start.push(byte);
      }
    }
    return Uint8Array.from(start);
  }

  /** Removes and returns the first `count` bytes. @throws RangeError when fewer have come. */
  take(count: number): Uint8Array {
    if (count > this.#length) throw new RangeError(`${count} bytes asked for, ${this.#length} have come`);
    const parts: Uint8Array[] = [];
    let missing = count;
    let used = 0;
    while (missing > 0) {
      const chunk = this.#chunks[used];
      if (!chunk) break;
      if (chunk.length > missing) {
        parts.push(chunk.subarray(0, missing));
        this.#chunks[used] = chunk.subarray(missing);
        break;
      }
      parts.push(chunk);
      missing -= chunk.length;
      used += 1;
    }
    this.#chunks.splice(0, used);
    this.#length -= count;
    const [only] = parts;
    return only && parts.length === 1 ? only : concat(parts);
  }

  takeAll(): Uint8Array {
    return this.take(this.#length);
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
