/** Looks for the token beside a position, over white space and comments. */

const WHITE_SPACE = /\s|\uFEFF/;
const LINE_BREAK = /[\n\r\u2028\u2029]/;
const WORD = /[\p{ID_Continue}$\u200c\u200d]*/uy;

export class TokenScanner {
  readonly #source: string;
  readonly #commentEnds: Map<number, number>;
  readonly #commentStarts: Map<number, number>;

  /** @param comments start and end of each comment */
  constructor(source: string, comments: Iterable<readonly [start: number, end: number]>) {
    this.#source = source;
    this.#commentEnds = new Map(comments);
    this.#commentStarts = new Map([...this.#commentEnds].map(([start, end]) => [end, start]));
  }

  /** Where the next token at or after `position` starts; the text's length when there is none. */
  next(position: number): number {
    let at = position;
    for (;;) {
      const commentEnd = this.#commentEnds.get(at);
      if (commentEnd !== undefined) at = commentEnd;
      else if (at < this.#source.length && WHITE_SPACE.test(this.#source.charAt(at))) at++;
      else return at;
    }
  }

  /** Where the token before `position` ends; 0 when there is none. */
  previousEnd(position: number): number {
    let at = position;
    for (;;) {
      const commentStart = this.#commentStarts.get(at);
      if (commentStart !== undefined) at = commentStart;
      else if (at > 0 && WHITE_SPACE.test(this.#source.charAt(at - 1))) at--;
      else return at;
    }
  }

  /** The identifier or keyword that starts at `position`; empty when another token does. */
  wordAt(position: number): string {
    WORD.lastIndex = position;
    return WORD.exec(this.#source)?.[0] ?? '';
  }

  hasLineBreak(start: number, end: number): boolean {
    return LINE_BREAK.test(this.#source.slice(start, end));
  }
}
