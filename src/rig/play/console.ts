/** What the student's server prints, to the page: gathered for 16 ms, and thinned when it is more than a page can show. */
import type { OutputStream } from '../control/output.ts';
import type { Report } from '../protocol.ts';

const BATCH_MS = 16;
/** Characters shown of one batch of one stream. */
const SHOWN = 32 * 1024;

export class Console {
  readonly #report: (report: Report) => void;
  #pending: { stream: OutputStream; text: string; dropped: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(report: (report: Report) => void) {
    this.#report = report;
  }

  push(stream: OutputStream, text: string): void {
    let last = this.#pending.at(-1);
    if (last?.stream !== stream) {
      last = { stream, text: '', dropped: 0 };
      this.#pending.push(last);
    }
    const room = SHOWN - last.text.length;
    last.text += text.slice(0, room);
    last.dropped += Math.max(0, text.length - room);
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** Sends at once what has been gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { stream, text, dropped } of this.#pending) {
      const note = dropped > 0 ? `\n(${dropped} characters more were not shown)\n` : '';
      this.#report({ type: 'output', stream, text: text + note });
    }
    this.#pending = [];
  }
}
