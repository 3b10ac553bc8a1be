/** As many header lines as Node hands over at once; one more and the batch goes to JavaScript first. */
const BATCH_SIZE = 32;

/** Header lines as llhttp tells them: names and values in pieces, in turn. */
export class HeaderBatch {
  #names: string[] = [];
  #values: string[] = [];

  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  /** True when the next piece of a name begins a line. */
  get isBetweenLines(): boolean {
    return this.#names.length === this.#values.length;
  }

  /** True when the next piece begins a name for which this batch has no room. */
  get isFull(): boolean {
    return this.isBetweenLines && this.#names.length === BATCH_SIZE - 1;
  }

  addToName(piece: string): void {
    if (this.isBetweenLines) this.#names.push(piece);
    else this.#names[this.#names.length - 1] += piece;
  }

  addToValue(piece: string): void {
    if (this.#values.length < this.#names.length) this.#values.push(piece);
    else this.#values[this.#values.length - 1] += piece;
  }

  clear(): void {
    this.#names = [];
    this.#values = [];
  }

  /** The lines so far as `[name, value, name, value, …]`, values without the white space at their end. */
  lines(): string[] {
    return this.#values.flatMap((value, index) => [this.#names[index] as string, value.replace(/[ \t]+$/, '')]);
  }
}
