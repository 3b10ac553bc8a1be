/** Syntax errors with a place in the student's file, in the words and the shape that Node prints. */

/** Lines count from 1, columns from 0. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** A program's file cannot be parsed; `position` is where. */
export interface ParseFailure {
  readonly message: string;
  readonly offset: number;
  readonly position: SourcePosition;
}

/** Reads what acorn threw; undefined when it was something else. */
export function parseFailure(error: unknown): ParseFailure | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const { pos, loc } = error as { pos?: unknown; loc?: { line: number; column: number } };
  if (typeof pos !== 'number' || loc === undefined) return undefined;
  const message = error.message.replace(/\s*\(\d+:\d+\)$/, '');
  return { message, offset: pos, position: { line: loc.line, column: loc.column } };
}

export function positionAt(source: string, offset: number): SourcePosition {
  const lines = source.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: lines.length, column: lines.at(-1)?.length ?? 0 };
}

/**
 * What Node prints above a SyntaxError: the file and line, the source line, carets (none where the text ends).
 * @param where a path for CommonJS, a `file:` URL for an ES module
 */
export function arrowMessage(where: string, source: string, { line, column }: SourcePosition, width = 1): string {
  const sourceLine = source.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? '';
  const indent = sourceLine.slice(0, column).replace(/[^\t]/g, ' ');
  return `${where}:${line}\n${sourceLine}\n${indent}${'^'.repeat(width)}\n`;
}

/** V8's words for an unexpected token at `offset`, where acorn only says "Unexpected token". */
export function unexpectedToken(source: string, offset: number): string {
  const rest = source.slice(offset);
  if (rest.trim() === '') return 'Unexpected end of input';
  if (/^["']/.test(rest)) return 'Unexpected string';
  if (/^`/.test(rest)) return 'Unexpected template string';
  if (/^\d/.test(rest)) return 'Unexpected number';
  const word = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(rest)?.[0];
  if (word !== undefined) return KEYWORDS.has(word) ? `Unexpected token '${word}'` : `Unexpected identifier '${word}'`;
  const punctuator =
    /^(?:=>|\.\.\.|[=!]==?|[<>]=?|&&=?|\|\|=?|\?\?=?|\*\*=?|\+\+|--|[-+*/%&|^]=?|.)/u.exec(rest)?.[0] ?? '';
  return /^[@#\\]/.test(punctuator) ? 'Invalid or unexpected token' : `Unexpected token '${punctuator}'`;
}

const KEYWORDS = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if ' +
    'import in instanceof new null return super switch this throw true try typeof var void while with'
  ).split(' '),
);
