/** The console: what the server printed, cut into lines, the newest kept. */

export interface ConsoleLine {
  readonly id: number;
  /** `lab` is the lab's own word: started, stopped, dropped. */
  readonly from: 'stdout' | 'stderr' | 'lab';
  readonly text: string;
}

const KEPT = 2000;
/** A line without end is cut here, characters. */
const LONGEST = 8000;

export interface ConsoleLines {
  readonly lines: readonly ConsoleLine[];
  /** Lines no longer kept. */
  readonly dropped: number;
}

export class LineBuffer {
  #lines: ConsoleLine[] = [];
  #dropped = 0;
  #next = 0;
  /** The stream whose last line has not ended yet. */
  #open: 'stdout' | 'stderr' | undefined;

  append(from: 'stdout' | 'stderr', text: string): void {
    const parts = text.split('\n');
    parts.forEach((part, n) => {
      const last = this.#lines.at(-1);
      if (n === 0 && this.#open === from && last)
        this.#lines[this.#lines.length - 1] = { ...last, text: cut(last.text + part) };
      else if (n < parts.length - 1 || part !== '') this.#push(from, part);
    });
    this.#open = text.endsWith('\n') ? undefined : from;
    this.#trim();
  }

  say(text: string): void {
    this.#open = undefined;
    this.#push('lab', text);
    this.#trim();
  }

  clear(): void {
    this.#lines = [];
    this.#dropped = 0;
    this.#open = undefined;
  }

  snapshot(): ConsoleLines {
    return { lines: [...this.#lines], dropped: this.#dropped };
  }

  #push(from: ConsoleLine['from'], text: string): void {
    this.#lines.push({ id: this.#next++, from, text: cut(text) });
  }

  #trim(): void {
    const over = this.#lines.length - KEPT;
    if (over <= 0) return;
    this.#lines.splice(0, over);
    this.#dropped += over;
  }
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);
