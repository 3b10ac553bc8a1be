/** One line that says how far a long command is: on a terminal only. */
export class Progress implements Disposable {
  readonly #stream: NodeJS.WriteStream;
  readonly #total: number;
  #done = 0;

  constructor(stream: NodeJS.WriteStream, total: number) {
    this.#stream = stream;
    this.#total = total;
    this.#show('starting');
  }

  step(what: string): void {
    this.#done += 1;
    this.#show(what);
  }

  #show(what: string): void {
    if (!this.#stream.isTTY) return;
    const line = `${this.#done} of ${this.#total}  ${what}`;
    // Carriage return and erase to the end of the line.
    this.#stream.write(`\r\u001b[K${line.slice(0, this.#stream.columns - 1)}`);
  }

  [Symbol.dispose](): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }
}
