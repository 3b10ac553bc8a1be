/** What one client has received, and which of it a check has already looked at. */

/** Items quoted when a wait ends in vain. */
const QUOTED = 3;

export class Mailbox<T> {
  readonly all: T[] = [];
  #pending: T[] = [];
  readonly #quote: (item: T) => string;

  constructor(quote: (item: T) => string) {
    this.#quote = quote;
  }

  add(item: T): void {
    this.all.push(item);
    this.#pending.push(item);
  }

  pending(matches: (item: T) => boolean): readonly T[] {
    return this.#pending.filter(matches);
  }

  take(matches: (item: T) => boolean): T | undefined {
    const at = this.#pending.findIndex(matches);
    return at < 0 ? undefined : this.#pending.splice(at, 1)[0];
  }

  drain(): readonly T[] {
    const taken = this.#pending;
    this.#pending = [];
    return taken;
  }

  /** What has come and was not taken, in words. */
  describe(): string {
    const total = this.#pending.length;
    if (total === 0) return 'nothing';
    const quoted = this.#pending.slice(0, QUOTED).map(this.#quote).join(', ');
    return total > QUOTED ? `${quoted} and ${total - QUOTED} more` : quoted;
  }
}
