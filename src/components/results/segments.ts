/** Cuts a sentence of a verdict into prose and JSON, so that each is set in its own voice. */

export interface Segment {
  readonly kind: 'prose' | 'json';
  readonly text: string;
}

/** Objects and arrays are JSON; a bare word, a number or a quoted string stays prose. */
export function segmentsOf(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let done = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '{' && text[at] !== '[') continue;
    const end = endOfJson(text, at);
    if (end === undefined) continue;
    if (at > done) segments.push({ kind: 'prose', text: text.slice(done, at) });
    segments.push({ kind: 'json', text: text.slice(at, end) });
    done = end;
    at = end - 1;
  }
  if (done < text.length) segments.push({ kind: 'prose', text: text.slice(done) });
  return segments;
}

/** Index behind the bracket that closes the one at `start`; undefined when what is between is no JSON. */
function endOfJson(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0)
      return isJson(text.slice(start, at + 1)) ? at + 1 : undefined;
  }
  return undefined;
}

/** Whether the whole text parses as JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
