/** What a server sends to a WebSocket client made by hand: the answer to the handshake, frames, messages. */
import type { EntryKind } from '../../wire/entry.ts';
import { HttpDecoder, type HttpEvent } from '../../wire/http1.ts';
import { responseFraming } from '../../wire/http1-head.ts';
import { decodeUtf8 } from '../../wire/text.ts';
import { type Frame, FrameDecoder, MessageAssembler, opcode, opcodeName, parseClose } from '../../wire/websocket.ts';
import type { TranscriptPosition } from '../check.ts';
import type { HandshakeAnswer, ReceivedFrame, ReceivedWhole } from '../raw-websocket.ts';

export interface ReaderPlace {
  /** Virtual time, ms. */
  now(): number;
  /** The transcript's next entry of this kind that came from the server. */
  at(kind: EntryKind): TranscriptPosition | undefined;
  /** A 101 has come. */
  onOpen(): void;
  onFrame(frame: ReceivedFrame): void;
  onMessage(message: ReceivedWhole): void;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class RawWebSocketReader {
  answer: Writable<HandshakeAnswer> | undefined;
  problem: string | undefined;
  readonly frames: ReceivedFrame[] = [];
  readonly messages: ReceivedWhole[] = [];
  readonly #method: string;
  readonly #place: ReaderPlace;
  readonly #http = new HttpDecoder('response');
  readonly #decoder = new FrameDecoder();
  readonly #assembler = new MessageAssembler();
  #fragments: ReceivedFrame[] = [];

  constructor(method: string, place: ReaderPlace) {
    this.#method = method;
    this.#place = place;
    this.#http.expectResponseTo(method);
  }

  push(bytes: Uint8Array): void {
    if (this.answer?.status === 101) return this.#readFrames(bytes);
    for (const event of this.#http.push(bytes)) this.#readHttp(event);
    if (this.answer?.status !== 101) return;
    this.#place.onOpen();
    this.#readFrames(this.#http.takeRest());
  }

  /** The server has ended its side. */
  end(): void {
    if (this.answer?.status === 101) this.problem ??= this.#decoder.end()?.problem;
    else for (const event of this.#http.end()) this.#readHttp(event);
  }

  #readHttp(event: HttpEvent): void {
    switch (event.type) {
      case 'response': {
        const { status, reason, head } = event;
        const headers: Record<string, string> = {};
        for (const [name, value] of head.headers) {
          const key = name.toLowerCase();
          headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
        }
        const complete = status === 101 || responseFraming(head, status, this.#method).by === 'nothing';
        const [at, time] = [this.#place.at('response'), this.#place.now()];
        this.answer = { status, reason, headers, text: '', complete, at, time };
        break;
      }
      case 'data':
        if (this.answer) this.answer.text += Buffer.from(event.content).toString('utf8');
        break;
      case 'end':
        if (this.answer) this.answer.complete = true;
        break;
      case 'problem':
        this.problem ??= event.problem;
        break;
    }
  }

  #readFrames(bytes: Uint8Array): void {
    for (const frame of this.#decoder.push(bytes)) {
      if ('problem' in frame) this.problem ??= frame.problem;
      else this.#readFrame(frame);
    }
  }

  #readFrame({ fields, payload }: Frame): void {
    const kind = opcodeName(fields.opcode);
    const frame: ReceivedFrame = {
      kind,
      fields,
      payload,
      text: decodeUtf8(payload),
      close: fields.opcode === opcode.close ? parseClose(payload) : undefined,
      at: this.#place.at(kind),
      time: this.#place.now(),
    };
    this.frames.push(frame);
    this.#place.onFrame(frame);
    if (kind === 'text' || kind === 'binary' || kind === 'continuation') this.#assemble(frame);
  }

  #assemble(frame: ReceivedFrame): void {
    this.#fragments.push(frame);
    const whole = this.#assembler.push(frame);
    if (!whole) return;
    const frames = this.#fragments;
    this.#fragments = [];
    if ('problem' in whole) {
      this.problem ??= whole.problem;
      return;
    }
    const { at, time } = frame;
    const message = { ...whole, frames, at, time };
    this.messages.push(message);
    this.#place.onMessage(message);
  }
}
