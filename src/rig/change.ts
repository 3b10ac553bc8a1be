/** How a text was changed, for a reader who may see no difference. */

/** Where two texts part, in a sentence: the characters by their code points. */
export function changeOf(wanted: string, found: string): string {
  let at = 0;
  while (at < found.length && found[at] === wanted[at]) at++;
  return `This one had ${wanted.length} characters, and has ${found.length}: at number ${at + 1} ${codeAt(wanted, at)} became ${codeAt(found, at)}.`;
}

function codeAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? 'the end' : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
