/** The known names a person may have meant: at most a third of the letters differ, or one begins with the other. Best first, at most three. */
export function nearest(typed: string, known: readonly string[]): readonly string[] {
  return known
    .map((name) => ({
      name,
      distance: name.startsWith(typed) || typed.startsWith(name) ? 0 : editDistance(typed, name),
    }))
    .filter(({ name, distance }) => typed !== '' && distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein's distance: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
