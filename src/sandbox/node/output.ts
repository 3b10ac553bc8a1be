/** What a process prints, as one stream with a limit on what nobody has read yet. */
import type { Output } from '../runtime.ts';

/** What becomes of output past the limit. */
export type Overflow = 'complete' | 'dropped past the limit';

/** Unread output kept, in UTF-16 code units: about a byte each for what programs print. */
export const UNREAD_LIMIT = 1024 * 1024;

export class OutputStream {
  readonly stream: ReadableStream<Output>;
  readonly #overflow: Overflow;
  #controller: ReadableStreamDefaultController<Output> | undefined;
  #dropped = 0;
  #droppedFrom: Output['stream'] = 'stdout';

  constructor(overflow: Overflow) {
    this.#overflow = overflow;
    this.stream = new ReadableStream<Output>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#tellDropped(),
        cancel: () => {
          this.#controller = undefined;
        },
      },
      { highWaterMark: UNREAD_LIMIT, size: ({ text }) => text.length },
    );
  }

  push(stream: Output['stream'], text: string): void {
    if (!this.#controller) return;
    const room = this.#controller.desiredSize ?? 0;
    if (this.#overflow === 'complete' || text.length <= room) {
      this.#tellDropped();
      this.#controller.enqueue({ stream, text });
      return;
    }
    this.#dropped += Buffer.byteLength(text);
    this.#droppedFrom = stream;
  }

  /** Nothing more will come. */
  end(): void {
    this.#tellDropped();
    this.#controller?.close();
    this.#controller = undefined;
  }

  /** One line where output is missing. */
  #tellDropped(): void {
    if (this.#dropped === 0 || !this.#controller) return;
    const text = `\n[${this.#dropped} bytes of output dropped]\n`;
    this.#dropped = 0;
    this.#controller.enqueue({ stream: this.#droppedFrom, text });
  }
}
