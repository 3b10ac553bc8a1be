/** The links' recordings as one transcript, for the wire view and for a failed check. */
import type { Entry } from '../../wire/entry.ts';
import { fieldsOf } from '../../wire/fields.ts';
import { preview } from '../../wire/preview.ts';
import type { TranscriptPosition } from '../check.ts';
import type { Row, Transcript } from '../protocol.ts';
import type { Recorded, Recording } from './recording.ts';

/** Rows shown around the marked one. */
const BEFORE = 120;
const AFTER = 40;

/** @param recordings in the order of their links. */
export function transcriptOf(recordings: readonly Recording[], marked: TranscriptPosition | undefined): Transcript {
  const rows = recordings
    .flatMap(placed)
    .sort((a, b) => a.step - b.step || a.answers - b.answers || a.number - b.number || a.entry.index - b.entry.index)
    .map(({ name, entry }, id) => rowOf(id, name, entry));
  const mark = marked && rows.find((row) => row.link === marked.link && row.entry === marked.entry);
  const centre = mark ? mark.id : rows.length;
  const shown = rows.slice(Math.max(0, centre - BEFORE), centre + AFTER);
  const dropped = recordings.reduce((sum, recording) => sum + recording.dropped, rows.length - shown.length);
  return {
    links: recordings.map(({ name }) => ({ name })),
    rows: shown,
    marked: mark?.id,
    dropped,
  };
}

interface Placed {
  readonly name: string;
  readonly number: number;
  readonly entry: Entry;
  readonly step: number;
  /** 1 for what came down in its step and all after it, 0 before. */
  readonly answers: 0 | 1;
}

/**
 * Within one step the rig has let one link's bytes go up, and what came down answers them. The order in which several
 * links heard of it is the kernel's, so they are put in the order of links.
 */
function placed({ name, number, kept }: Recording): Placed[] {
  let last = -1;
  let answers: 0 | 1 = 0;
  return kept.map(({ entry, step }: Recorded) => {
    if (step !== last) answers = 0;
    if (entry.direction === 'down') answers = 1;
    last = step;
    return { name, number, entry, step, answers };
  });
}

export function rowOf(id: number, link: string, entry: Entry): Row {
  return {
    id,
    link,
    entry: entry.index,
    time: entry.time,
    direction: entry.direction,
    kind: entry.kind,
    length: entry.bytes.length,
    preview: preview(entry),
  };
}

/** The bytes of a row in lower-case hexadecimal, and its fields. */
export function detailsOf(id: number, entry: Entry) {
  const hex = Buffer.from(entry.bytes.buffer, entry.bytes.byteOffset, entry.bytes.byteLength).toString('hex');
  return { id, hex, fields: [...fieldsOf(entry)] };
}
