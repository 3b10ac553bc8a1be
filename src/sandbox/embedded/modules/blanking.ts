/** Turning stretches of a source text into white space of the same length, as Node's type stripping does. */

const UNCHANGED = /[\t\v\f\uFEFF\p{Zs}\n\r\u2028\u2029]/u;

/** A source text in which stretches are blanked and single characters overwritten; no position ever moves. */
export class BlankedText {
  readonly #source: string;
  readonly #blanks: (readonly [start: number, end: number])[] = [];
  readonly #overwrites = new Map<number, string>();

  constructor(source: string) {
    this.#source = source;
  }

  blank(start: number, end: number): void {
    this.#blanks.push([start, end]);
  }

  /** Puts one ASCII character in place of the code unit at `position`; stronger than any blank. */
  overwrite(position: number, character: string): void {
    this.#overwrites.set(position, character);
  }

  toString(): string {
    if (this.#blanks.length === 0 && this.#overwrites.size === 0) return this.#source;
    const units = this.#source.split('');
    for (const [start, end] of this.#blanks) this.#blankUnits(units, start, end);
    for (const [position, character] of this.#overwrites) units[position] = character;
    return units.join('');
  }

  // The widths in UTF-8 are kept too, with the very spaces that Node chooses, so that outputs can be compared byte by byte.
  #blankUnits(units: string[], start: number, end: number): void {
    for (let position = start; position < end; position++) {
      const code = this.#source.codePointAt(position) ?? 0;
      if (code > 0xffff) {
        units[position] = ' ';
        units[position + 1] = '\uFEFF';
        position++;
      } else if (!UNCHANGED.test(this.#source.charAt(position))) {
        units[position] = code < 0x80 ? ' ' : code < 0x800 ? '\u00A0' : '\u2002';
      }
    }
  }
}
