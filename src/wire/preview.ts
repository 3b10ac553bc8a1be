/** One line of plain text for an entry, as a list of a wire view shows it. */
import type { Entry, LinkEvent, Operation } from './entry.ts';
import type { StreamItem } from './event-stream.ts';
import { describePacket } from './socket.io.ts';
import { decodeUtf8 } from './text.ts';

const LONGEST = 256;

/** At most 256 characters, without control characters. */
export function preview(entry: Entry): string {
  return oneLine(describe(entry));
}

function describe({ detail, bytes, kind }: Entry): string {
  if ('packets' in detail && detail.packets) return detail.packets.map(describePacket).join(' · ');
  switch (detail.of) {
    case 'request':
      return `${detail.method} ${detail.target} HTTP/${detail.head.version}`;
    case 'response':
      return `HTTP/${detail.head.version} ${detail.status} ${detail.reason}`.trimEnd();
    case 'body':
      return detail.text ?? hex(bytes);
    case 'bytes':
      return detail.problem ? `${detail.problem} ${hex(bytes)}` : hex(bytes);
    case 'sse':
      return describeItem(detail.item);
    case 'operation':
      return describeOperation(detail.operation);
    case 'event':
      return describeEvent(detail.event);
    case 'frame':
      if (detail.close) return describeClose(detail.close);
      if (detail.text !== undefined) return detail.text;
      // A fragment, a ping or a pong often carries readable text, though it need not.
      return (kind === 'binary' ? undefined : decodeUtf8(detail.payload)) ?? hex(detail.payload);
  }
}

function describeClose(close: { readonly code: number | undefined; readonly reason: string }): string {
  if (close.code === undefined) return 'no code';
  return close.reason ? `${close.code} ${close.reason}` : String(close.code);
}

function describeItem(item: StreamItem): string {
  switch (item.of) {
    case 'event': {
      const name = item.type === 'message' ? '' : `event: ${item.type}  `;
      const id = item.lastEventId === '' ? '' : `id: ${item.lastEventId}  `;
      return `${name}${id}data: ${item.data}`;
    }
    case 'comment':
      return `: ${item.text}`;
    case 'retry':
      return `retry: ${item.ms}`;
    case 'id':
      return `id: ${item.lastEventId} (no data, so no event)`;
  }
}

function describeOperation({ id, name, moment, text }: Operation): string {
  switch (moment) {
    case 'asked':
      return `${name}(${text.slice(1, -1)}) #${id}`;
    case 'released':
      return `${name} #${id} is let go`;
    case 'returned':
      return `${name} #${id} returns ${text || 'undefined'}`;
    case 'threw':
      return `${name} #${id} throws: ${text}`;
    case 'received':
      return `receives ${text.slice(1, -1)}`;
  }
}

function describeEvent(event: LinkEvent): string {
  switch (event.event) {
    case 'connected':
      return 'connected';
    case 'refused':
      return 'connection refused';
    case 'fin':
      return event.direction === 'up' ? 'the client ended its side (FIN)' : 'the server ended its side (FIN)';
    case 'reset':
      return event.direction === 'up'
        ? 'the client reset the connection (RST)'
        : 'the server reset the connection (RST)';
    case 'fault':
      return faultTexts[event.fault];
  }
}

const faultTexts = {
  cut: 'the network cuts the connection (RST)',
  fin: "the network ends the client's side (FIN)",
  blackhole: 'the network drops everything from here on',
  stall: 'the client stops reading',
  resume: 'the network works again',
} as const;

function hex(bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, LONGEST / 3)].map((byte) => byte.toString(16).padStart(2, '0'));
  return shown.join(' ');
}

function oneLine(text: string): string {
  // Cut first: a payload may have megabytes. An escape makes the line longer, so cut again.
  const escaped = text.slice(0, LONGEST + 1).replace(/[\p{Cc}\u2028\u2029]/gu, escapeCharacter);
  return escaped.length > LONGEST ? `${escaped.slice(0, LONGEST - 1)}…` : escaped;
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  }
}
