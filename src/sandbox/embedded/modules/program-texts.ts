/** The program's own files, as far as they can be told before it runs: the entry and what it names by relative paths. */
import type { ModuleFiles } from './host.ts';

const RELATIVE = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;
const SUFFIXES = ['', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '/index.js', '/index.ts'];

/** Calls `see` with the text of each; packages are left out. `resolve` is that of `node:path`. */
export function seeProgram(
  entry: string,
  files: ModuleFiles,
  resolve: (...paths: string[]) => string,
  see: (text: string) => void,
): void {
  const seen = new Set<string>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = files.readText(path) ?? '';
    see(text);
    for (const [, , specifier = ''] of text.matchAll(RELATIVE)) {
      const base = resolve(path, '..', specifier);
      const found = SUFFIXES.map((suffix) => `${base}${suffix}`).find((one) => files.kind(one) === 'file');
      if (found !== undefined) open.push(found);
    }
  }
}
