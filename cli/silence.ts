/** Ends a rig that says nothing any more. On the real clock: it is a limit of the engine, not a verdict. */
export class Silence {
  /** Whether it has been too long. */
  broken = false;
  readonly #ms: number;
  readonly #end: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, end: () => void) {
    this.#ms = ms;
    this.#end = end;
  }

  start(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.broken = true;
      this.#end();
    }, this.#ms);
  }

  /** Something was said. Nothing happens while nobody listens for silence. */
  restart(): void {
    if (this.#timer) this.start();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
