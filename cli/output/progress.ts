/** How far a long command is: one line that is written over on a terminal, a line now and then elsewhere. */

/** Lines that a whole run leaves in a file, at most. */
const PLAIN_LINES = 10;

export class Progress implements Disposable {
  readonly #stream: NodeJS.WriteStream;
  readonly #total: number;
  #done = 0;

  constructor(stream: NodeJS.WriteStream, total: number) {
    this.#stream = stream;
    this.#total = total;
    if (stream.isTTY) this.#show('starting');
  }

  step(what: string): void {
    this.#done += 1;
    if (this.#stream.isTTY) this.#show(what);
    else if (this.#reached() > this.#reached(this.#done - 1)) this.#stream.write(`${this.#text(what)}\n`);
  }

  #reached(done = this.#done): number {
    return Math.floor((done * PLAIN_LINES) / this.#total);
  }

  #text(what: string): string {
    return `${this.#done} of ${this.#total}  ${what}`;
  }

  #show(what: string): void {
    // Carriage return and erase to the end of the line.
    this.#stream.write(`\r\u001b[K${this.#text(what).slice(0, this.#stream.columns - 1)}`);
  }

  [Symbol.dispose](): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }
}
