/** What keeps a process alive beside its timers and immediates: jobs under way, and handles that wait for something. */

interface Handle {
  readonly label: string;
  isReferenced(): boolean;
}

export class Pending {
  /** Something has ended: perhaps the process can, too. */
  readonly #onEnded: () => void;
  readonly #jobs = new Map<string, number>();
  readonly #handles = new Set<Handle>();

  constructor(onEnded: () => void) {
    this.#onEnded = onEnded;
  }

  /** How many of each kind are under way. */
  get jobs(): ReadonlyMap<string, number> {
    return this.#jobs;
  }

  job(label: string): () => void {
    this.#jobs.set(label, (this.#jobs.get(label) ?? 0) + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#jobs.get(label) ?? 1) - 1;
      if (left === 0) this.#jobs.delete(label);
      else this.#jobs.set(label, left);
      this.#onEnded();
    };
  }

  handle(label: string, isReferenced: () => boolean): () => void {
    const handle: Handle = { label, isReferenced };
    this.#handles.add(handle);
    return () => {
      if (this.#handles.delete(handle)) this.#onEnded();
    };
  }

  hasReferencedHandle(): boolean {
    for (const handle of this.#handles) if (handle.isReferenced()) return true;
    return false;
  }

  /** Labels of the handles that keep the process alive. */
  referencedHandles(): string[] {
    return [...this.#handles].filter((handle) => handle.isReferenced()).map((handle) => handle.label);
  }
}
