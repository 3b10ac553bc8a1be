/**
 * The packets of Socket.IO: Engine.IO protocol 4 (one packet a WebSocket message, or several in an HTTP body), and the
 * Socket.IO protocol 5 inside its messages. Decodes for showing, so it never throws.
 */

/** https://github.com/socketio/engine.io-protocol, "Packet encoding". */
const ENGINE_TYPES = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'] as const;
export type EngineType = (typeof ENGINE_TYPES)[number];

/** https://github.com/socketio/socket.io-protocol, "Packet encoding". */
const SOCKET_TYPES = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK'] as const;
export type SocketType = (typeof SOCKET_TYPES)[number];

/** Between the packets of an HTTP body. */
const SEPARATOR = '\u001e';

export interface SocketPacket {
  readonly type: SocketType;
  /** `/` unless told. */
  readonly namespace: string;
  /** Joins an event to its acknowledgement. */
  readonly id: number | undefined;
  /** How many binary messages follow. */
  readonly attachments: number;
  /** `["event", …]`, the arguments of an acknowledgement, or what a CONNECT carries. */
  readonly data: unknown;
}

export type EnginePacket =
  | { readonly type: Exclude<EngineType, 'message'>; readonly data: string }
  /** `packet` is undefined when the text is none of Socket.IO's. */
  | { readonly type: 'message'; readonly data: string; readonly packet: SocketPacket | undefined }
  /** An attachment. In an HTTP body it is text, in base64. */
  | { readonly type: 'binary'; readonly data: string }
  | { readonly type: 'error'; readonly data: string };

/** The packet of one WebSocket text message. */
export function decodePacket(text: string): EnginePacket {
  if (text.startsWith('b')) return { type: 'binary', data: text.slice(1) };
  const type = ENGINE_TYPES[digit(text)];
  const data = text.slice(1);
  if (type === undefined) return { type: 'error', data: text };
  return type === 'message' ? { type, data, packet: decodeSocketPacket(data) } : { type, data };
}

/** The packets of one HTTP body. */
export function decodePayload(text: string): readonly EnginePacket[] {
  return text.split(SEPARATOR).map(decodePacket);
}

const PARTS = /^(\d)(?:(\d+)-)?(?:(\/[^,]*)(?:,|$))?(\d+)?(.*)$/s;

export function decodeSocketPacket(text: string): SocketPacket | undefined {
  const [, kind = '', attachments, namespace = '/', id, json = ''] = PARTS.exec(text) ?? [];
  const type = SOCKET_TYPES[digit(kind)];
  if (type === undefined || type.startsWith('BINARY') !== (attachments !== undefined)) return undefined;
  const data = json === '' ? undefined : parse(json);
  if (json !== '' && data === undefined) return undefined;
  return {
    type,
    namespace,
    id: id === undefined ? undefined : Number(id),
    attachments: Number(attachments ?? 0),
    data,
  };
}

/** One packet in words: `EVENT /exec join {"projectId":"a"} (ack 3)`. */
export function describePacket(packet: EnginePacket): string {
  if (packet.type === 'binary') return `attachment of ${packet.data.length} characters in base64`;
  if (packet.type === 'error') return packet.data;
  if (packet.type !== 'message') return `${packet.type} ${packet.data}`.trimEnd();
  return packet.packet ? describeSocketPacket(packet.packet) : `message ${packet.data}`;
}

function describeSocketPacket({ type, namespace, id, attachments, data }: SocketPacket): string {
  const parts: string[] = [type];
  if (namespace !== '/') parts.push(namespace);
  if (Array.isArray(data)) {
    const isEvent = type.endsWith('EVENT') && typeof data[0] === 'string';
    if (isEvent) parts.push(data[0]);
    parts.push(...(isEvent ? data.slice(1) : data).map((value: unknown) => JSON.stringify(value)));
  } else if (data !== undefined) parts.push(JSON.stringify(data));
  if (attachments > 0) parts.push(`+ ${attachments} binary`);
  if (id !== undefined) parts.push(`(ack ${id})`);
  return parts.join(' ');
}

/** True of the target of a request that speaks Engine.IO 4. */
export function isEngineTarget(target: string): boolean {
  return /[?&]EIO=4(&|$)/.test(target);
}

function digit(text: string): number {
  return /^\d/.test(text) ? Number(text[0]) : -1;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
