/** A process as the page sees it: streams of text over its stdio port. */
import type { Exit, Output, Process } from '../../runtime.ts';
import { WINDOW } from '../network/window.ts';
import type { Descriptor, ProcessEnd, StdioMessage } from '../protocol.ts';

export class EmbeddedProcess implements Process {
  readonly output: ReadableStream<Output>;
  readonly input: WritableStream<string>;
  readonly exited: Promise<Exit>;

  readonly #port: MessagePort;
  readonly #killFrame: () => void;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #settle: (exit: Exit) => void;
  #controller: ReadableStreamDefaultController<Output> | undefined;
  /** Credit not yet given back, because the reader of `output` is behind. */
  readonly #owed: { fd: Descriptor; bytes: number }[] = [];
  #end: Exit | undefined;
  #killed = false;
  #room = WINDOW;
  #onRoom: (() => void) | undefined;

  /** @param kill asks the frame to end the process. */
  constructor(port: MessagePort, kill: () => void) {
    this.#port = port;
    this.#killFrame = kill;
    const { promise, resolve } = Promise.withResolvers<Exit>();
    this.exited = promise;
    this.#settle = resolve;
    this.output = new ReadableStream<Output>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#giveCredit(),
        cancel: () => {
          this.#controller = undefined;
          this.#giveCredit();
        },
      },
      { highWaterMark: WINDOW, size: ({ text }) => text.length },
    );
    this.input = new WritableStream<string>({
      write: (text) => this.#write(new TextEncoder().encode(text)),
      close: () => this.#post({ fd: 0, end: true }),
      abort: () => this.#post({ fd: 0, end: true }),
    });
    port.onmessage = ({ data }: MessageEvent<StdioMessage>) => this.#receive(data);
  }

  kill(): void {
    if (this.#end) return;
    this.#killed = true;
    this.#killFrame();
  }

  /** The process is gone, by itself or not. What it had written can still be read. */
  finish(end: ProcessEnd, reason?: Exit['reason'], fault?: string): void {
    if (this.#end) return;
    if (fault) this.#put('stderr', `${fault}\n`);
    const why = reason ?? (this.#killed ? 'killed' : undefined);
    this.#end = why ? { code: end.code, reason: why } : { code: end.code };
    this.#port.close();
    for (const stream of ['stdout', 'stderr'] as const) this.#put(stream, this.#decoders[stream].decode());
    this.#controller?.close();
    this.#controller = undefined;
    this.#onRoom?.();
    this.#settle(this.#end);
  }

  #receive(message: StdioMessage): void {
    if ('exit' in message) this.finish(message.exit);
    else if ('data' in message) this.#receiveData(message.fd, message.data);
    else if ('credit' in message && message.fd === 0) this.#receiveCredit(message.credit);
    else if ('closed' in message && message.fd === 0) this.#receiveCredit(Number.POSITIVE_INFINITY);
  }

  #receiveData(fd: Descriptor, data: Uint8Array): void {
    if (fd !== 1 && fd !== 2) return;
    const stream = fd === 1 ? 'stdout' : 'stderr';
    this.#owed.push({ fd, bytes: data.byteLength });
    this.#put(stream, this.#decoders[stream].decode(data, { stream: true }));
    if (!this.#controller || (this.#controller.desiredSize ?? 0) > 0) this.#giveCredit();
  }

  #put(stream: Output['stream'], text: string): void {
    if (text !== '') this.#controller?.enqueue({ stream, text });
  }

  #giveCredit(): void {
    for (const { fd, bytes } of this.#owed.splice(0)) this.#post({ fd, credit: bytes });
  }

  /** Writes as far as the process has room; the rest waits for it to read. */
  async #write(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.byteLength > 0 && !this.#end) {
      const data = rest.slice(0, this.#room);
      rest = rest.subarray(data.byteLength);
      this.#room -= data.byteLength;
      if (data.byteLength > 0) this.#post({ fd: 0, data });
      if (rest.byteLength > 0) await this.#waitForRoom();
    }
  }

  #waitForRoom(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRoom = resolve;
    });
  }

  #receiveCredit(bytes: number): void {
    this.#room += bytes;
    this.#onRoom?.();
    this.#onRoom = undefined;
  }

  #post(message: StdioMessage): void {
    if (!this.#end) this.#port.postMessage(message);
  }
}
