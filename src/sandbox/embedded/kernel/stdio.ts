/** stdout and stderr of the process: written at once, as Node writes to a pipe, and dropped past a limit of unread bytes. */
import type { StdioChannel } from '../network/stdio-channel.ts';
import type { Carrier } from '../network/stream-handle.ts';
import { native } from './captured.ts';

/** Bytes a program may have written that nobody has read; more is dropped and counted. */
export const UNREAD_LIMIT = 1024 * 1024;

const encoder = new native.TextEncoder();

class Output {
  #carrier: Carrier | undefined;
  #unread = 0;
  #dropped = 0;
  #limit = UNREAD_LIMIT;

  start(channel: StdioChannel, fd: 1 | 2, limit: number): void {
    this.#limit = limit;
    this.#carrier = channel.attach(fd, {
      receive() {},
      receiveEnd() {},
      receiveClosed() {},
      receiveCredit: (bytes) => {
        this.#unread -= bytes;
        if (this.#unread <= this.#limit / 2) this.#sendNotice();
      },
    });
  }

  write(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    if (this.#dropped > 0 || this.#unread + bytes.byteLength > this.#limit) this.#dropped += bytes.byteLength;
    else this.#send(bytes);
  }

  end(): void {
    this.#sendNotice();
    this.#carrier?.end();
    this.#carrier = undefined;
  }

  #send(bytes: Uint8Array): void {
    this.#unread += bytes.byteLength;
    this.#carrier?.data(bytes);
  }

  /** Says what was dropped, once the reader has caught up or the process ends. */
  #sendNotice(): void {
    if (this.#dropped === 0) return;
    const notice = `[${this.#dropped} bytes of output dropped]\n`;
    this.#dropped = 0;
    this.#send(encoder.encode(notice));
  }
}

export class Stdio {
  readonly #outputs = { 1: new Output(), 2: new Output() };
  #isOpen = true;

  /** @param limit Unread bytes after which output is dropped; infinite for a trusted process. */
  start(channel: StdioChannel, limit: number): void {
    this.#outputs[1].start(channel, 1, limit);
    this.#outputs[2].start(channel, 2, limit);
  }

  write(fd: 1 | 2, data: Uint8Array | string): void {
    if (this.#isOpen) this.#outputs[fd].write(typeof data === 'string' ? encoder.encode(data) : data);
  }

  /** Nothing is written any more. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#outputs[1].end();
    this.#outputs[2].end();
  }
}
