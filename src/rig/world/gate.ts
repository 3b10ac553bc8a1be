/**
 * Holds back what the rig's clients do to the network, so that it reaches the server in an order the rig decides and
 * the kernel does not: when all is idle, the acts of one link are let go, then all must be idle again.
 */

/** An act on a link: connect, write, end, reset. */
export type Act = () => void;

export class Gate {
  readonly #mode: 'holding' | 'open';
  readonly #held = new Map<number, Act[]>();

  /** `open` lets everything through at once: for play. */
  constructor(mode: 'holding' | 'open') {
    this.#mode = mode;
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  /** Numbers of the links that wait, in ascending order. */
  get waiting(): readonly number[] {
    return [...this.#held.keys()].sort((a, b) => a - b);
  }

  pass(link: number, act: Act): void {
    if (this.#mode === 'open') return act();
    const acts = this.#held.get(link);
    if (acts) acts.push(act);
    else this.#held.set(link, [act]);
  }

  /** Lets go all that these links have done, link after link, in one turn. */
  release(links: readonly number[]): void {
    for (const link of links) {
      const acts = this.#held.get(link) ?? [];
      this.#held.delete(link);
      for (const act of acts) act();
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#held.clear();
  }
}
