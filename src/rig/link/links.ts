/** The links of one check or one play, numbered and with names that differ. */
import { Link, type LinkPlace } from './link.ts';

export class Links {
  readonly #place: LinkPlace;
  readonly #links: Link[] = [];
  readonly #names = new Set<string>();
  #opened = 0;

  constructor(place: LinkPlace) {
    this.#place = place;
  }

  get all(): readonly Link[] {
    return this.#links;
  }

  /** A second link of the name `ana` is called `ana (2)`. */
  async open(name: string): Promise<Link> {
    const unique = this.#uniqueName(name);
    this.#names.add(unique);
    // Numbered before the wait, so that links opened at once are numbered in the order they were asked for.
    const number = this.#opened++;
    const link = await Link.open(this.#place, unique, number);
    this.#links.push(link);
    this.#links.sort((a, b) => a.recording.number - b.recording.number);
    return link;
  }

  /** Frees one link and what it recorded. Its name stays taken, for rows that carry it may still be shown. */
  drop(link: Link): void {
    link.dispose();
    const at = this.#links.indexOf(link);
    if (at >= 0) this.#links.splice(at, 1);
  }

  dispose(): void {
    for (const link of this.#links) link.dispose();
  }

  #uniqueName(name: string): string {
    if (!this.#names.has(name)) return name;
    let count = 2;
    while (this.#names.has(`${name} (${count})`)) count++;
    return `${name} (${count})`;
  }
}
