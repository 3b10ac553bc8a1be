/** Texts of others in sentences of ours: short enough to read, with what matters still in them. */

/** Characters shown of a message, a body or an argument, unless told. */
const SHOWN = 160;
/** Characters shown of a string in a JSON text that is too long. */
const SHOWN_OF_STRING = 40;
const BEGINNING = new RegExp(`^(?:[^\\\\]|\\\\.){${SHOWN_OF_STRING}}`, 's');

/**
 * At most `limit` characters of a text, and "…" where some are left out. In a JSON text its long strings are cut first:
 * the fields after them are often what is wrong.
 */
export function shorten(text: string, limit: number = SHOWN): string {
  if (text.length <= limit) return text;
  let shown = '';
  let at = 0;
  while (at < text.length && shown.length <= limit) {
    const end = text[at] === '"' ? endOfString(text, at) : undefined;
    shown += end === undefined ? text[at] : shortenString(text.slice(at, end));
    at = end ?? at + 1;
  }
  return shown.length > limit ? `${shown.slice(0, limit)}…` : shown;
}

/** Where the JSON string that begins here has ended, RFC 8259 section 7; undefined when it does not. */
function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

/** With its quotes; an escape is not cut in two. */
function shortenString(string: string): string {
  const beginning = BEGINNING.exec(string.slice(1, -1))?.[0];
  return beginning !== undefined && beginning.length + 3 < string.length ? `"${beginning}…"` : string;
}
