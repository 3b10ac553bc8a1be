/** The rows of the wire while the server runs, and the bytes of those that are looked at. */
import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Command, Report, Row } from '../rig/protocol.ts';

export interface Rows {
  readonly rows: readonly Row[];
  /** How many were left out, as too many came at once or are kept. */
  readonly dropped: number;
}

export type Details = Extract<Report, { type: 'details' }>['details'][number];
export type WireReport = Extract<Report, { type: 'rows' | 'details' }>;

type Send = (command: Command) => void;

const ROWS_KEPT = 10_000;
const NO_ROWS: Rows = { rows: [], dropped: 0 };

export class LiveWire {
  readonly #rows = signal<Rows>(NO_ROWS);
  readonly #details = signal<ReadonlyMap<number, Details | 'gone'>>(new Map());
  /** Rows whose bytes were asked for, in the order in which the answers come. */
  #asked: number[] = [];

  get rows(): ReadonlySignal<Rows> {
    return this.#rows;
  }
  /** Bytes and fields of the rows asked for, by id; `gone` when they are no longer kept. */
  get details(): ReadonlySignal<ReadonlyMap<number, Details | 'gone'>> {
    return this.#details;
  }

  clear(): void {
    this.#rows.value = NO_ROWS;
    this.#details.value = new Map();
  }

  /** The rig is gone: what was asked for and has not come will not come. */
  lose(): void {
    this.#asked = [];
  }

  /** Asks for the bytes of a row; they arrive in `details`. Without a rig they are gone. */
  inspect(id: number, send: Send | undefined): void {
    const known = this.#details.value.get(id);
    if ((known !== undefined && known !== 'gone') || this.#asked.includes(id)) return;
    if (!send) return this.#tell(id, 'gone');
    this.#asked.push(id);
    send({ type: 'details', ids: [id] });
  }

  hear(report: WireReport, send: Send | undefined): void {
    if (report.type === 'rows') this.#append(report, send);
    else {
      const asked = this.#asked.shift();
      if (asked !== undefined) this.#tell(asked, report.details.find(({ id }) => id === asked) ?? 'gone');
    }
  }

  #append({ rows, dropped }: Rows, send: Send | undefined): void {
    const all = [...this.#rows.value.rows, ...rows];
    const over = Math.max(0, all.length - ROWS_KEPT);
    this.#rows.value = { rows: all.slice(over), dropped: this.#rows.value.dropped + dropped + over };
    const last = rows.at(-1);
    if (last) send?.({ type: 'drawn', id: last.id });
  }

  #tell(id: number, details: Details | 'gone'): void {
    this.#details.value = new Map([...this.#details.value, [id, details]]);
  }
}
