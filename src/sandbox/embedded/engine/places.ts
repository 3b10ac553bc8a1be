/** Which place of the program's a place of the browser's is, where a file is loaded under an address of its own. */

export interface Place {
  readonly file: string;
  /** Line and column from 1. */
  readonly line: number;
  readonly column: number;
}

const scripts = new Map<string, { readonly file: string; readonly indent: number }>();

/** From now on the script at `address` is `file`, whose first line begins `indent` characters further left. */
export function nameScript(address: string, file: string, indent: number): void {
  scripts.set(address, { file, indent });
}

/** The program's place, or the same where the script is nobody's. */
export function programPlace<P extends Partial<Place>>(place: P): P {
  const script = place.file === undefined ? undefined : scripts.get(place.file);
  if (!script) return place;
  const isShifted = place.line === 1 && place.column !== undefined;
  const column = isShifted ? Math.max(1, (place.column ?? 1) - script.indent) : place.column;
  return { ...place, file: script.file, column };
}
