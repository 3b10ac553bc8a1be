/** A source text with replacements, which remembers how far they moved what follows on the same line. */

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** By line (from 1): columns (from 1, as in a stack trace) from which on a text was moved to the right, and by how much. */
export type ColumnShifts = ReadonlyMap<number, readonly (readonly [fromColumn: number, by: number])[]>;

export class EditedText {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  replace(start: number, end: number, replacement: string): void {
    this.#edits.push({ start, end, replacement });
  }

  /** White space in place of the text, line breaks kept; `first` is put at its start. */
  blank(start: number, end: number, first = ''): void {
    const blanks = this.#source.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, ' ');
    this.replace(start, end, first + blanks.slice(first.length));
  }

  /** @param prefix goes before the text on its first line; it must not hold a line break */
  render(prefix: string): { readonly code: string; readonly shifts: ColumnShifts } {
    const shifts = new Map<number, [number, number][]>();
    const edits = this.#edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
    let code = '';
    let line = 1;
    let column = 1;
    let shift = 0;
    const put = (piece: string) => {
      code += piece;
      for (const part of piece.split(/(\r\n|[\n\r\u2028\u2029])/)) {
        if (/^[\n\r\u2028\u2029]/.test(part)) {
          line++;
          column = 1;
          shift = 0;
        } else column += part.length;
      }
    };
    const note = (by: number) => {
      if (by === 0) return;
      shift += by;
      const list = shifts.get(line) ?? [];
      list.push([column, shift]);
      shifts.set(line, list);
    };
    put(prefix);
    note(prefix.length);
    let at = 0;
    for (const { start, end, replacement } of edits) {
      put(this.#source.slice(at, start));
      const lineBefore = line;
      put(replacement);
      if (line === lineBefore) note(replacement.length - (end - start));
      at = end;
    }
    put(this.#source.slice(at));
    return { code, shifts };
  }
}

/** The column in the source for a column in the edited text. */
export function originalColumn(shifts: ColumnShifts, line: number, column: number): number {
  let by = 0;
  for (const [fromColumn, shift] of shifts.get(line) ?? []) if (column >= fromColumn) by = shift;
  return Math.max(1, column - by);
}
