/** The parts of an entry with the bytes each takes, for the frame inspector. */
import type { Entry, FrameFields } from './entry.ts';
import type { StreamItem } from './event-stream.ts';
import { describePacket } from './socket.io.ts';
import { decodeLatin1, decodeUtf8 } from './text.ts';
import { opcode, opcodeName } from './websocket.ts';

/** A value is for reading: characters of text, bytes in hexadecimal. */
const LONGEST_TEXT = 4096;
const LONGEST_HEX = 1024;

/** Bytes `from` up to, not including, `to` of the entry. Fields that share a byte name the same range. */
export interface Field {
  readonly name: string;
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** In wire order; empty for an event, which has no bytes. */
export function fieldsOf(entry: Entry): readonly Field[] {
  const { detail } = entry;
  const packets = 'packets' in detail ? (detail.packets ?? []) : [];
  const from = detail.of === 'frame' ? detail.fields.headerLength : 0;
  return [
    ...ownFieldsOf(entry),
    ...packets.map((packet) => ({ name: 'Socket.IO', value: describePacket(packet), from, to: entry.bytes.length })),
  ];
}

function ownFieldsOf({ detail, bytes }: Entry): readonly Field[] {
  switch (detail.of) {
    case 'request':
      return headFields(bytes, ['method', 'target', 'version']);
    case 'response':
      return headFields(bytes, ['version', 'status', 'reason']);
    case 'body':
      return [{ name: 'body', value: detail.text ?? `${bytes.length} bytes`, from: 0, to: bytes.length }];
    case 'frame':
      return frameFields(detail.fields, detail.payload, bytes.length);
    case 'bytes':
      return [{ name: 'bytes', value: detail.problem ?? `${bytes.length} bytes`, from: 0, to: bytes.length }];
    case 'sse':
      return itemFields(detail.item).map((field) => ({ ...field, from: 0, to: bytes.length }));
    case 'operation':
      return [{ name: detail.operation.moment, value: detail.operation.text, from: 0, to: bytes.length }];
    case 'event':
      return [];
  }
}

/** What a browser makes of it (WHATWG HTML §9.2.6). */
function itemFields(item: StreamItem): readonly Pick<Field, 'name' | 'value'>[] {
  switch (item.of) {
    case 'event':
      return [
        { name: 'event', value: item.type },
        { name: 'last event id', value: item.lastEventId },
        { name: 'data', value: item.data.slice(0, LONGEST_TEXT) },
      ];
    case 'comment':
      return [{ name: 'comment', value: item.text.slice(0, LONGEST_TEXT) }];
    case 'retry':
      return [{ name: 'retry, ms', value: String(item.ms) }];
    case 'id':
      return [{ name: 'last event id', value: item.lastEventId }];
  }
}

/** RFC 6455 §5.2, in the order of its figure. */
function frameFields(fields: FrameFields, payload: Uint8Array, end: number): readonly Field[] {
  const lengthEnd = fields.masked ? fields.headerLength - 4 : fields.headerLength;
  const found: Field[] = [
    { name: 'FIN', value: bit(fields.fin), from: 0, to: 1 },
    { name: 'RSV1', value: bit((fields.rsv & 4) !== 0), from: 0, to: 1 },
    { name: 'RSV2', value: bit((fields.rsv & 2) !== 0), from: 0, to: 1 },
    { name: 'RSV3', value: bit((fields.rsv & 1) !== 0), from: 0, to: 1 },
    { name: 'opcode', value: `${fields.opcode} (${opcodeName(fields.opcode)})`, from: 0, to: 1 },
    { name: 'MASK', value: bit(fields.masked), from: 1, to: 2 },
    { name: 'payload length', value: `${fields.length} (${fields.lengthBits} bits)`, from: 1, to: lengthEnd },
  ];
  if (fields.maskKey) {
    found.push({ name: 'masking key', value: hex(fields.maskKey), from: lengthEnd, to: fields.headerLength });
  }
  return [...found, ...payloadFields(fields, payload, fields.headerLength, end)];
}

function payloadFields(fields: FrameFields, payload: Uint8Array, from: number, end: number): readonly Field[] {
  if (payload.length === 0) return [];
  const [high, low] = payload;
  if (fields.opcode === opcode.close && high !== undefined && low !== undefined) {
    const code: Field = { name: 'close code', value: String(high * 256 + low), from, to: from + 2 };
    if (payload.length === 2) return [code];
    return [code, { name: 'close reason', value: readable(payload.subarray(2)), from: from + 2, to: end }];
  }
  const value = fields.opcode === opcode.binary ? hex(payload) : readable(payload);
  return [{ name: 'payload', value, from, to: end }];
}

function headFields(bytes: Uint8Array, parts: readonly [string, string, string]): readonly Field[] {
  const text = decodeLatin1(bytes);
  const found: Field[] = [];
  let from = text.startsWith('\r\n') ? 2 : 0;
  for (const line of text.slice(from).split('\r\n')) {
    if (line !== '')
      found.push(...(found.length === 0 ? startLineFields(line, parts, from) : headerFields(line, from)));
    from += line.length + 2;
  }
  return found;
}

function startLineFields(line: string, names: readonly [string, string, string], from: number): readonly Field[] {
  const firstSpace = line.indexOf(' ');
  const nextSpace = line.indexOf(' ', firstSpace + 1);
  const secondSpace = nextSpace < 0 ? line.length : nextSpace;
  const ends = [firstSpace, secondSpace, line.length];
  let start = 0;
  const found: Field[] = [];
  for (const [index, name] of names.entries()) {
    const end = ends[index] ?? line.length;
    if (start < end) found.push({ name, value: line.slice(start, end), from: from + start, to: from + end });
    start = end + 1;
  }
  return found;
}

function headerFields(line: string, from: number): readonly Field[] {
  const colon = line.indexOf(':');
  return [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim(), from, to: from + line.length }];
}

function bit(set: boolean): string {
  return set ? '1' : '0';
}

function readable(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) return hex(bytes);
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function hex(bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, LONGEST_HEX)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > LONGEST_HEX ? `${shown} …` : shown;
}
