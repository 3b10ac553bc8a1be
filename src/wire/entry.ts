/**
 * One decoded thing on one link: the row of a wire view and the place a verdict points at.
 * `src/wire` is pure: bytes in, values out.
 */
import type { StreamItem } from './event-stream.ts';
import type { EnginePacket } from './socket.io.ts';

/** `up` is client to server, `down` is server to client. */
export type Direction = 'up' | 'down';

/** Bytes as they crossed a link, in the order they did. Time in ms on the clock of the check. */
export interface Chunk {
  readonly direction: Direction;
  readonly time: number;
  readonly bytes: Uint8Array;
}

/** What ended or disturbed a link. `connected`, `fin` and `reset` carry the side that did it. */
export type LinkEvent =
  | { readonly event: 'connected' }
  | { readonly event: 'refused' }
  | { readonly event: 'fin' | 'reset'; readonly direction: Direction }
  | { readonly event: 'fault'; readonly fault: 'cut' | 'fin' | 'blackhole' | 'stall' | 'resume' };

export interface HttpHead {
  readonly version: string;
  /** Names keep their case, in the order sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** RFC 6455 §5.2. */
export interface FrameFields {
  readonly fin: boolean;
  readonly rsv: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly opcode: number;
  readonly masked: boolean;
  readonly maskKey: Uint8Array | undefined;
  /** Payload length, bytes. */
  readonly length: number;
  /** How the length was written: 7, 16 or 64 bits. */
  readonly lengthBits: 7 | 16 | 64;
  /** Header length, bytes, mask key included. */
  readonly headerLength: number;
}

export type EntryKind =
  | 'request'
  | 'response'
  | 'body'
  | 'text'
  | 'binary'
  | 'continuation'
  | 'ping'
  | 'pong'
  | 'close'
  | 'reserved'
  | 'bytes'
  | 'sse'
  | 'comment'
  | 'retry'
  | 'id'
  | 'operation'
  | 'event';

/** `index` counts the entries of one link from 0. `bytes` are the entry's own, header included. */
export interface Entry {
  readonly index: number;
  readonly kind: EntryKind;
  readonly direction: Direction | undefined;
  /** Time of the entry's last byte, ms. */
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly detail:
    | { readonly of: 'request'; readonly head: HttpHead; readonly method: string; readonly target: string }
    | { readonly of: 'response'; readonly head: HttpHead; readonly status: number; readonly reason: string }
    | {
        readonly of: 'body';
        readonly text: string | undefined;
        /** When it is a payload of Engine.IO: see socket.io.ts. */
        readonly packets?: readonly EnginePacket[] | undefined;
      }
    | {
        readonly of: 'frame';
        readonly fields: FrameFields;
        /** Unmasked. */
        readonly payload: Uint8Array;
        /** The payload as text, when it is a whole valid UTF-8 text message. */
        readonly text: string | undefined;
        readonly close: { readonly code: number | undefined; readonly reason: string } | undefined;
        /** When it is a packet of Engine.IO: see socket.io.ts. */
        readonly packets?: readonly EnginePacket[] | undefined;
      }
    /** Bytes that are no HTTP and no frame; `problem` says why decoding gave up. */
    | { readonly of: 'bytes'; readonly problem: string | undefined }
    /** Of an event stream. The bytes are those of the piece that completed it; what came before it is a `body`. */
    | { readonly of: 'sse'; readonly item: StreamItem }
    | { readonly of: 'operation'; readonly operation: Operation }
    | { readonly of: 'event'; readonly event: LinkEvent };
}

/** One moment in the life of an operation of a gate: of `verify("t-ana")`, which the program asked of `auth.js`. */
export interface Operation {
  /** Counts the operations of a check from 1. */
  readonly id: number;
  readonly name: string;
  readonly moment: 'asked' | 'released' | 'returned' | 'threw' | 'received';
  /** JSON of the arguments, of the value returned or received, or the error's message; empty where there is none. */
  readonly text: string;
}
