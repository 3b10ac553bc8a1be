/** The messages one WebSocket client has received, and which of them a check has already looked at. */
import type { Entry } from '../../wire/entry.ts';
import type { Link } from '../link/link.ts';
import type { MessageMatch, ReceivedMessage } from '../rig.ts';
import { Mailbox } from './mailbox.ts';
import { quote } from './quote.ts';

export class Inbox {
  readonly #mail = new Mailbox<ReceivedMessage>(quote);
  #lastEntry = -1;
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  get all(): readonly ReceivedMessage[] {
    return this.#mail.all;
  }

  /** Time in ms. */
  add(data: Uint8Array, isBinary: boolean, time: number): void {
    const text = isBinary ? undefined : new TextDecoder().decode(data);
    const at = this.#nextEntry();
    this.#mail.add({
      data,
      isBinary,
      text,
      json: text === undefined ? undefined : parseJson(text),
      at: at && { link: this.#link.name, entry: at.index },
      time,
    });
  }

  pending(match?: MessageMatch): readonly ReceivedMessage[] {
    return this.#mail.pending((message) => matches(message, match));
  }

  take(match?: MessageMatch): ReceivedMessage | undefined {
    return this.#mail.take((message) => matches(message, match));
  }

  drain(): readonly ReceivedMessage[] {
    return this.#mail.drain();
  }

  /** What has come and was not taken, in words. */
  describe(): string {
    return this.#mail.describe();
  }

  /** The frame that completed the next message: messages and such frames come in the same order. */
  #nextEntry(): Entry | undefined {
    const found = this.#link.recording.kept.find(({ entry }) => entry.index > this.#lastEntry && endsMessage(entry));
    if (found) this.#lastEntry = found.entry.index;
    return found?.entry;
  }
}

function endsMessage({ direction, kind, detail }: Entry): boolean {
  const carriesData = kind === 'text' || kind === 'binary' || kind === 'continuation';
  return direction === 'down' && carriesData && detail.of === 'frame' && detail.fields.fin;
}

/** An object matches a message that has all its fields, nested ones too. */
export function matches(message: ReceivedMessage, match: MessageMatch | undefined): boolean {
  if (match === undefined) return true;
  return typeof match === 'function' ? match(message.json) : includes(message.json, match);
}

export function includes(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(value, wanted);
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== Array.isArray(wanted)) return false;
  if (Array.isArray(wanted) && Array.isArray(value) && wanted.length !== value.length) return false;
  return Object.entries(wanted).every(
    ([key, part]) => Object.hasOwn(value, key) && includes(Reflect.get(value, key), part),
  );
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
