/** A recorded link as a list of entries: HTTP first, WebSocket frames after a 101. */
import { concat } from './byte-queue.ts';
import type { Chunk, Direction, Entry, EntryKind, HttpHead, LinkEvent, Operation } from './entry.ts';
import { EventStreamDecoder } from './event-stream.ts';
import { HttpDecoder, type HttpEvent } from './http1.ts';
import { headerOf } from './http1-head.ts';
import { decodePayload, type EnginePacket, isEngineTarget } from './socket.io.ts';
import { decodeUtf8, encodeUtf8 } from './text.ts';
import { type Frame, FrameDecoder, type FrameProblem, opcode, opcodeName, parseClose } from './websocket.ts';

/** One direction of a link. `opaque` carries a protocol that is not decoded. */
type Stream =
  | { readonly speaks: 'http'; readonly decoder: HttpDecoder; body: Body | undefined }
  | { readonly speaks: 'websocket'; readonly decoder: FrameDecoder }
  | { readonly speaks: 'opaque' };

/** The body in hand. An event stream may never end, so each piece of it is an entry of its own. */
interface Body {
  readonly events: EventStreamDecoder | undefined;
  readonly isText: boolean;
  content: Uint8Array[];
  bytes: Uint8Array[];
}

/**
 * Decodes the chunks and events of one link, fed in the order they happened, into entries numbered from 0.
 * Never throws: bytes that cannot be read become an entry of kind `bytes` that says why.
 */
export class LinkDecoder {
  #streams: Record<Direction, Stream> = {
    up: { speaks: 'http', decoder: new HttpDecoder('request'), body: undefined },
    down: { speaks: 'http', decoder: new HttpDecoder('response'), body: undefined },
  };
  #found: Entry[] = [];
  #count = 0;
  /** Whether the last request spoke Engine.IO: then its text is packets. */
  #speaksEngine = false;
  /** Time of the last chunk of each direction, ms. */
  #times: Record<Direction, number> = { up: 0, down: 0 };

  /** The entries that this chunk completes. */
  feed(chunk: Chunk): readonly Entry[] {
    this.#times[chunk.direction] = chunk.time;
    this.#read(chunk.direction, chunk.bytes);
    return this.#taken();
  }

  /** The entry of an event, after those of the bytes that it leaves unfinished. Time in ms. */
  note(event: LinkEvent, time: number): readonly Entry[] {
    if (event.event === 'fin') this.#end(event.direction);
    if (event.event === 'reset') {
      this.#end('up');
      this.#end('down');
    }
    const direction = event.event === 'fin' || event.event === 'reset' ? event.direction : undefined;
    this.#add('event', direction, new Uint8Array(), { of: 'event', event }, time);
    return this.#taken();
  }

  /** The entry of a moment in the life of an operation. `up` towards the server, as everywhere. Time in ms. */
  operation(operation: Operation, direction: Direction, time: number): readonly Entry[] {
    this.#add('operation', direction, encodeUtf8(operation.text), { of: 'operation', operation }, time);
    return this.#taken();
  }

  /** The recording is over: the entries of what is left unfinished. */
  end(): readonly Entry[] {
    this.#end('up');
    this.#end('down');
    return this.#taken();
  }

  #taken(): readonly Entry[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #add(
    kind: EntryKind,
    direction: Direction | undefined,
    bytes: Uint8Array,
    detail: Entry['detail'],
    time = direction ? this.#times[direction] : 0,
  ): void {
    this.#found.push({ index: this.#count, kind, direction, time, bytes, detail });
    this.#count += 1;
  }

  #read(direction: Direction, bytes: Uint8Array): void {
    const stream = this.#streams[direction];
    switch (stream.speaks) {
      case 'http':
        for (const event of stream.decoder.push(bytes)) this.#addHttp(direction, stream, event);
        break;
      case 'websocket':
        for (const frame of stream.decoder.push(bytes)) this.#addFrame(direction, frame);
        break;
      case 'opaque':
        if (bytes.length > 0) this.#add('bytes', direction, bytes, { of: 'bytes', problem: undefined });
        break;
    }
  }

  #end(direction: Direction): void {
    const stream = this.#streams[direction];
    if (stream.speaks === 'http') {
      for (const event of stream.decoder.end()) this.#addHttp(direction, stream, event);
    }
    if (stream.speaks === 'websocket') {
      const rest = stream.decoder.end();
      if (rest) this.#addFrame(direction, rest);
    }
  }

  #addHttp(direction: Direction, stream: Extract<Stream, { speaks: 'http' }>, event: HttpEvent): void {
    switch (event.type) {
      case 'request': {
        const { type: of, bytes, ...rest } = event;
        this.#add('request', direction, bytes, { of, ...rest });
        stream.body = newBody(event.head);
        this.#speaksEngine = isEngineTarget(event.target);
        this.#expectResponseTo(event.method);
        break;
      }
      case 'response': {
        const { type: of, bytes, ...rest } = event;
        this.#add('response', direction, bytes, { of, ...rest });
        stream.body = newBody(event.head);
        this.#answered(event.status, event.head);
        break;
      }
      case 'data':
        if (stream.body?.events) this.#addEvents(direction, stream.body.events, event);
        else {
          stream.body?.content.push(event.content);
          stream.body?.bytes.push(event.bytes);
        }
        break;
      case 'end':
        stream.body?.bytes.push(event.bytes);
        if (stream.body) this.#addBody(direction, stream.body);
        stream.body = undefined;
        break;
      case 'problem': {
        const bytes = concat([...(stream.body?.bytes ?? []), event.bytes]);
        stream.body = undefined;
        if (bytes.length > 0) this.#add('bytes', direction, bytes, { of: 'bytes', problem: event.problem });
        break;
      }
    }
  }

  /** A piece of an event stream: what it completes, and then what it leaves open. */
  #addEvents(
    direction: Direction,
    decoder: EventStreamDecoder,
    { content, bytes }: { readonly content: Uint8Array; readonly bytes: Uint8Array },
  ): void {
    let start = 0;
    for (const { item, end } of decoder.push(content)) {
      // Most programs write one event a chunk: its row then has the framing of the chunk too.
      const own = start === 0 && end === content.length ? bytes : content.subarray(start, end);
      this.#add(item.of === 'event' ? 'sse' : item.of, direction, own, { of: 'sse', item });
      start = end;
    }
    const rest = content.subarray(start);
    if (rest.length > 0) {
      this.#add('body', direction, start === 0 ? bytes : rest, { of: 'body', text: decodeUtf8(rest) });
    }
  }

  #addBody(direction: Direction, body: Body): void {
    const bytes = concat(body.bytes);
    const text = body.isText ? decodeUtf8(concat(body.content)) : undefined;
    body.content = [];
    body.bytes = [];
    const packets = text === undefined ? undefined : this.#packetsOf(text);
    if (bytes.length > 0) this.#add('body', direction, bytes, { of: 'body', text, ...(packets && { packets }) });
  }

  /** Undefined when the text is no packets: "ok" answers a POST of them. */
  #packetsOf(text: string): readonly EnginePacket[] | undefined {
    const packets = this.#speaksEngine ? decodePayload(text) : [];
    return packets.length > 0 && packets.every(({ type }) => type !== 'error') ? packets : undefined;
  }

  #expectResponseTo(method: string): void {
    const { down } = this.#streams;
    if (down.speaks === 'http') down.decoder.expectResponseTo(method);
  }

  /** A final response decides a request to upgrade: 101 hands both directions over, any other lets HTTP go on. */
  #answered(status: number, head: HttpHead): void {
    const { up, down } = this.#streams;
    if (up.speaks !== 'http' || down.speaks !== 'http') return;
    if (status === 101) {
      const isWebSocket = headerOf(head, 'upgrade')?.toLowerCase() === 'websocket';
      this.#handOver('up', up.decoder, isWebSocket);
      this.#handOver('down', down.decoder, isWebSocket);
    } else if (status >= 200 && up.decoder.handsOver) {
      for (const event of up.decoder.resume()) this.#addHttp('up', up, event);
    }
  }

  #handOver(direction: Direction, http: HttpDecoder, isWebSocket: boolean): void {
    this.#streams[direction] = isWebSocket
      ? { speaks: 'websocket', decoder: new FrameDecoder() }
      : { speaks: 'opaque' };
    this.#read(direction, http.takeRest());
  }

  #addFrame(direction: Direction, frame: Frame | FrameProblem): void {
    if ('problem' in frame) {
      this.#add('bytes', direction, frame.bytes, { of: 'bytes', problem: frame.problem });
      return;
    }
    const { fields, payload, bytes } = frame;
    const isWholeText = fields.opcode === opcode.text && fields.fin && fields.rsv === 0;
    const text = isWholeText ? decodeUtf8(payload) : undefined;
    const packets = text === undefined ? undefined : this.#packetsOf(text);
    this.#add(opcodeName(fields.opcode), direction, bytes, {
      of: 'frame',
      fields,
      payload,
      text,
      close: fields.opcode === opcode.close ? parseClose(payload) : undefined,
      ...(packets && { packets }),
    });
  }
}

function newBody(head: HttpHead): Body {
  const type = headerOf(head, 'content-type') ?? '';
  const coding = headerOf(head, 'content-encoding') ?? 'identity';
  const isText = coding.toLowerCase() === 'identity';
  return {
    events: isText && /^text\/event-stream\b/i.test(type) ? new EventStreamDecoder() : undefined,
    isText,
    content: [],
    bytes: [],
  };
}
