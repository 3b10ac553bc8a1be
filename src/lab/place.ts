/** Where in the student's files a line of output points. */

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** The first `server.ts:12:5`, `/app/server.ts:12:5` or `file:///app/server.ts:12:5` that names one of the files. */
export function placeIn(text: string, files: readonly string[]): Place | undefined {
  for (const match of text.matchAll(/(?<=^|[\s('"`/])([\w@.-]+(?:\/[\w@.-]+)*):(\d+)(?::(\d+))?/g)) {
    const [, path = '', line = '', column] = match;
    const file = files.find((name) => path === name || path === `app/${name}`);
    if (file) return { file, line: Number(line), column: column ? Number(column) : undefined };
  }
  return undefined;
}
