/** What the type stripper throws: the shape in which Node's own stripper hands it to `internal/modules/typescript`. */

export class TypeScriptError extends Error {
  readonly code: 'UnsupportedSyntax' | 'InvalidSyntax';
  readonly filename: string;
  /** From 1. */
  readonly startLine: number;
  /** The source lines around the error, with carets under it. */
  readonly snippet: string;

  constructor(
    code: 'UnsupportedSyntax' | 'InvalidSyntax',
    message: string,
    place: { readonly filename: string; readonly source: string; readonly start: number; readonly end: number },
  ) {
    super(message);
    this.code = code;
    this.filename = place.filename;
    const { startLine, snippet } = describe(place.source, place.start, Math.max(place.end, place.start + 1));
    this.startLine = startLine;
    this.snippet = snippet;
  }
}

/** The line before, the lines of the span, the line after; a span of several lines is marked at its first and last. */
function describe(source: string, start: number, end: number): { startLine: number; snippet: string } {
  const lines = source.split('\n');
  const lineOf = (offset: number) => source.slice(0, offset).split('\n').length;
  const [startLine, endLine] = [lineOf(start), lineOf(end - 1)];
  const from = Math.max(1, startLine - 1);
  const to = Math.min(source.endsWith('\n') ? lines.length - 1 : lines.length, endLine + 1);
  const column = start - (source.lastIndexOf('\n', start - 1) + 1);
  let snippet = '';
  for (let line = from; line <= Math.max(to, startLine); line++) {
    const content = lines[line - 1] ?? '';
    if (startLine === endLine) {
      snippet += `${content}\n`;
      if (line === startLine) snippet += `${' '.repeat(column)}${'^'.repeat(end - start)}\n`;
    } else {
      snippet += `${line === startLine || line === endLine ? '  > ' : '    '}${content}\n`;
    }
  }
  return { startLine, snippet };
}
