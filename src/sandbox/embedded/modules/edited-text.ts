/** A source text with replacements, which remembers how far they moved what follows on the same line. */

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** From a column of the edited text on: where it stands in the source, and whether what follows does too or is an addition. */
interface Shift {
  readonly from: number;
  readonly original: number;
  readonly kind: 'source' | 'addition';
}

/** By line; lines and columns count from 1, as in a stack trace. */
export type ColumnShifts = ReadonlyMap<number, readonly Shift[]>;

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
    const shifts = new Map<number, Shift[]>();
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
    const note = (kind: Shift['kind'], by = 0) => {
      shift += by;
      const list = shifts.get(line) ?? [];
      list.push({ from: column, original: column - shift, kind });
      shifts.set(line, list);
    };
    put(prefix);
    note('source', prefix.length);
    let at = 0;
    for (const { start, end, replacement } of edits) {
      put(this.#source.slice(at, start));
      const lineBefore = line;
      const by = replacement.length - (end - start);
      if (by !== 0) note('addition');
      put(replacement);
      if (line === lineBefore && by !== 0) note('source', by);
      at = end;
    }
    put(this.#source.slice(at));
    return { code, shifts };
  }
}

/** The column in the source for a column in the edited text. */
export function originalColumn(shifts: ColumnShifts, line: number, column: number): number {
  const last = shifts.get(line)?.findLast(({ from }) => column >= from);
  if (last === undefined) return column;
  return Math.max(1, last.kind === 'addition' ? last.original : last.original + column - last.from);
}
