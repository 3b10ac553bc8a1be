/**
 * The rows of the wire view while the learner plays: in batches of 16 ms, the next one only when the page has drawn the
 * last, so that a server that floods the wire cannot flood the page.
 */
import type { Entry } from '../../wire/entry.ts';
import { detailsOf, rowOf } from '../link/transcript.ts';
import type { Report, Row } from '../protocol.ts';

const BATCH_MS = 16;
/** Rows that may wait for the page; older ones are dropped and counted. */
const WAITING = 2000;
/** Bytes of entries kept for `details`. */
const KEPT_BYTES = 16 * 1024 * 1024;

export class Rows {
  readonly #report: (report: Report) => void;
  readonly #kept = new Map<number, Entry>();
  #keptBytes = 0;
  #waiting: Row[] = [];
  #dropped = 0;
  #lastId = 0;
  /** The last row sent and not yet drawn. */
  #undrawn: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastDelivered: Row | undefined;

  constructor(report: (report: Report) => void) {
    this.#report = report;
  }

  /** The last row of what went up to the server. */
  get lastDelivered(): Row | undefined {
    return this.#lastDelivered;
  }

  add(link: string, entry: Entry): void {
    const row = rowOf(++this.#lastId, link, entry);
    if (row.direction === 'up' && row.kind !== 'event') this.#lastDelivered = row;
    this.#keep(row.id, entry);
    this.#waiting.push(row);
    if (this.#waiting.length > WAITING) {
      this.#waiting.shift();
      this.#dropped++;
    }
    this.#schedule();
  }

  /** The page has drawn the rows up to this one. */
  drawn(id: number): void {
    if (this.#undrawn === undefined || id < this.#undrawn) return;
    this.#undrawn = undefined;
    this.#schedule();
  }

  details(ids: readonly number[]): Extract<Report, { type: 'details' }>['details'] {
    return ids.flatMap((id) => {
      const entry = this.#kept.get(id);
      return entry ? [detailsOf(id, entry)] : [];
    });
  }

  /** A new run begins: ids go on, the rest is forgotten. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#kept.clear();
    this.#keptBytes = 0;
    this.#waiting = [];
    this.#dropped = 0;
    this.#undrawn = undefined;
    this.#lastDelivered = undefined;
  }

  #keep(id: number, entry: Entry): void {
    this.#kept.set(id, entry);
    this.#keptBytes += entry.bytes.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes.length;
    }
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#undrawn !== undefined || this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const rows = this.#waiting;
      this.#waiting = [];
      this.#undrawn = rows.at(-1)?.id;
      this.#report({ type: 'rows', rows, dropped: this.#dropped });
      this.#dropped = 0;
    }, BATCH_MS);
  }
}
