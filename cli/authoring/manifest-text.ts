/** exercise.json as the project's formatter leaves it, so that what a command has written passes the lint step. */

/** Columns of a line, as in biome.json. */
const LINE_WIDTH = 120;
/** A list of strings and numbers, one to a line: indentation, key, items, and the comma behind it. */
const FLAT_LIST = /^( *)("(?:[^"\\]|\\.)*": )?\[\n((?: +(?:"(?:[^"\\]|\\.)*"|[\d.-]+),?\n)+) *\](,?)$/gm;

/** Objects keep a line a field; lists of plain values stand on one line where it is wide enough. */
export function manifestText(manifest: unknown): string {
  const expanded = `${JSON.stringify(manifest, null, 2)}\n`;
  return expanded.replace(FLAT_LIST, (whole: string, indent: string, key = '', items: string, comma: string) => {
    const line = `${indent}${key}[${items.trim().replace(/,\n +/g, ', ')}]${comma}`;
    return line.length <= LINE_WIDTH ? line : whole;
  });
}
