/** JSON text sequences (RFC 7464): each value between RS and LF, so that other text on the same stream does no harm. */

const RECORD_SEPARATOR = '\u001e';

export function encodeSequence(value: unknown): string {
  return `${RECORD_SEPARATOR}${JSON.stringify(value)}\n`;
}

/** Cuts values from a stream of text, however it is chunked. Text outside of a record and truncated records are skipped. */
export class SequenceDecoder {
  #partial = '';

  /** The values that this piece completes. */
  push(text: string): readonly unknown[] {
    const records = (this.#partial + text).split(RECORD_SEPARATOR);
    const last = records.pop() ?? '';
    const values = records.flatMap(parseRecord);
    const end = last.indexOf('\n');
    // A record is complete at its LF; JSON itself has none, for ours are written without line breaks.
    if (end < 0) this.#partial = `${RECORD_SEPARATOR}${last}`;
    else {
      values.push(...parseRecord(last));
      this.#partial = '';
    }
    return values;
  }
}

function parseRecord(record: string): unknown[] {
  const end = record.indexOf('\n');
  if (end < 0) return [];
  try {
    return [JSON.parse(record.slice(0, end))];
  } catch {
    return [];
  }
}
