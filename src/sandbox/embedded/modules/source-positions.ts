/** What was compiled under which name, so that columns of stack traces and source lines can be told. */
import { type ColumnShifts, originalColumn } from './edited-text.ts';
import { arrowMessage, positionAt } from './syntax-errors.ts';

const FRAME = /^(\s+at )(.*?)(\(?)((?:file:\/\/)?\/[^():]*):(\d+):(\d+)(\)?)$/;

export class SourcePositions {
  readonly #sources = new Map<string, string>();
  readonly #shifts = new Map<string, ColumnShifts>();
  #thrown: { readonly name: string; readonly offset: number; readonly error: unknown } | undefined;

  /** What Node prints of each top-level `await` of the entry that never settled; told by the loader. */
  stalled: () => readonly string[] = () => [];

  /** Notes where the program last threw what it had made elsewhere. */
  thrown(name: string, offset: number, error: unknown): void {
    this.#thrown = { name, offset, error };
  }

  /** Where `error` was last thrown, if it had been made elsewhere. */
  thrownAt(error: unknown): { file: string; line: number; column: number } | undefined {
    const source = this.#thrown?.error === error ? this.#sources.get(this.#thrown?.name ?? '') : undefined;
    if (this.#thrown === undefined || source === undefined) return undefined;
    const { line, column } = positionAt(source, this.#thrown.offset);
    return { file: this.#thrown.name, line, column: column + 1 };
  }

  remember(name: string, source: string): void {
    this.#sources.set(name, source);
  }

  shift(name: string, shifts: ColumnShifts): void {
    this.#shifts.set(name, shifts);
  }

  /** The student's column for one the engine reports; line and column from 1. */
  column(name: string, line: number, column: number): number {
    const shifts = this.#shifts.get(name);
    return shifts === undefined ? column : originalColumn(shifts, line, column);
  }

  /**
   * A stack trace, as the engine formats it, in the student's terms: columns are those of the file, and functions
   * without a name have none, though the engine calls them `eval`, by which they were compiled.
   */
  mapStack(stack: string): string {
    return stack
      .split('\n')
      .map((frame) => this.#mapFrame(frame))
      .join('\n');
  }

  #mapFrame(frame: string): string {
    const [, at = '', name = '', , file = '', line = '', column = ''] = FRAME.exec(frame) ?? [];
    if (!this.#shifts.has(file)) return frame;
    const place = `${file}:${line}:${this.column(file, Number(line), Number(column))}`;
    const anonymous = /^(async )?(?:eval )?$/.exec(name);
    if (anonymous !== null) return `${at}${anonymous[1] ?? ''}${place}`;
    return `${at}${name.replace(/^((?:async |new )?(?:[^ ]+\.)?)eval(?= )/, '$1<anonymous>')}(${place})`;
  }

  /** What Node prints above an uncaught error: file and line, source line and caret of the first frame in a known file. */
  excerpt(stack: string): string | undefined {
    for (const frame of stack.split('\n')) {
      const [, , , , file = '', line = '', column = ''] = FRAME.exec(frame) ?? [];
      const source = this.#sources.get(file);
      if (source === undefined) continue;
      return arrowMessage(file, source, { line: Number(line), column: Number(column) - 1 });
    }
    return undefined;
  }

  /** A line of a program's file as it was compiled (types blanked); undefined when there is no such file. */
  line(name: string, line: number): string | undefined {
    return this.#sources.get(name)?.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1];
  }
}
