/** What crossed one link, decoded as it came; the oldest is dropped when there is too much. */
import type { Chunk, Direction, Entry, LinkEvent, Operation } from '../../wire/entry.ts';
import { LinkDecoder } from '../../wire/transcript.ts';

/** Bytes of entries kept a link. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** What an entry costs besides its bytes. */
const ENTRY_OVERHEAD = 256;

export interface Recorded {
  readonly entry: Entry;
  /** The world's step in which it happened: entries of one step on two links have no order. */
  readonly step: number;
}

export type OnEntries = (recorded: readonly Recorded[], recording: Recording) => void;

export class Recording {
  /** The link's name. */
  readonly name: string;
  /** Links are numbered in the order they were opened. */
  readonly number: number;
  readonly #onEntries: OnEntries;
  readonly #keptBytes: number;
  readonly #decoder = new LinkDecoder();
  #kept: Recorded[] = [];
  #bytes = 0;
  #dropped = 0;

  constructor(name: string, number: number, options: { onEntries?: OnEntries; keptBytes?: number } = {}) {
    this.name = name;
    this.number = number;
    this.#onEntries = options.onEntries ?? (() => undefined);
    this.#keptBytes = options.keptBytes ?? KEPT_BYTES;
  }

  get kept(): readonly Recorded[] {
    return this.#kept;
  }

  /** How many entries are no longer kept. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The newest entry of which `matches` holds. */
  last(matches: (entry: Entry) => boolean = () => true): Entry | undefined {
    return this.#kept.findLast(({ entry }) => matches(entry))?.entry;
  }

  chunk(chunk: Chunk, step: number): void {
    this.#add(this.#decoder.feed(chunk), step);
  }

  /** Time in ms. */
  event(event: LinkEvent, time: number, step: number): void {
    this.#add(this.#decoder.note(event, time), step);
  }

  /** Time in ms. @returns the entry's index. */
  operation(operation: Operation, direction: Direction, time: number, step: number): number {
    const entries = this.#decoder.operation(operation, direction, time);
    this.#add(entries, step);
    return entries[0]?.index ?? 0;
  }

  /** Nothing more will come: what is unfinished becomes entries. */
  end(step: number): void {
    this.#add(this.#decoder.end(), step);
  }

  #add(entries: readonly Entry[], step: number): void {
    const recorded = entries.map((entry) => ({ entry, step }));
    this.#kept.push(...recorded);
    for (const entry of entries) this.#bytes += entry.bytes.length + ENTRY_OVERHEAD;
    let excess = 0;
    while (this.#bytes > this.#keptBytes && excess < this.#kept.length - 1) {
      this.#bytes -= (this.#kept[excess]?.entry.bytes.length ?? 0) + ENTRY_OVERHEAD;
      excess++;
    }
    this.#kept.splice(0, excess);
    this.#dropped += excess;
    if (recorded.length > 0) this.#onEntries(recorded, this);
  }
}
