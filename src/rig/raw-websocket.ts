/**
 * A WebSocket client made by hand: the check chooses every byte of the handshake and of the frames, and reads frames and
 * not only messages. It answers nothing by itself, neither a Ping unless told nor a Close, so left alone it is a half-open peer.
 *
 * ```ts
 * const client = await rig.rawWebSocket('/ws', { head: [frames.text('early')] });
 * client.send(frames.text('Hel', { fin: false }), frames.ping('p'), frames.continuation('lo'));
 * const pong = await client.nextFrame('the pong', 'pong');
 * const echo = await client.nextMessage('the echo of "Hello"');
 * client.send(frames.text('not masked', { mask: 'none' }));
 * await client.untilEnded('the end of the connection');
 * ```
 */
import type { FrameFields } from '../wire/entry.ts';
import type { ClosePayload, OpcodeName } from '../wire/websocket.ts';
import type { TranscriptPosition } from './check.ts';
import type { FrameToSend } from './frames.ts';
import type { Link } from './rig.ts';

export interface RawWebSocketOptions {
  /** Names the client and its link in the transcript. */
  readonly name?: string;
  /** `GET` unless told. */
  readonly method?: string;
  /** `Sec-WebSocket-Key`; 16 bytes drawn from the check's seed, in base64, unless told. */
  readonly key?: string;
  /** Replace the handshake's own headers, whatever their case. `undefined` leaves one out, a list repeats it. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Go in one segment with the request: what a client sends that does not wait for the 101. */
  readonly head?: Sendable;
  /** Go as soon as a 101 has come, before the check sees the client and before time moves. */
  readonly onOpen?: Sendable;
  /** Cuts the request and its `head`: each piece reaches the server alone. */
  readonly pieces?: Pieces;
  /** Answers each Ping as soon as it has come. Not for a client that stops in the middle of a frame. */
  readonly answersPings?: true;
}

/** Frames, which go in one segment, or bytes as they are. */
export type Sendable = readonly FrameToSend[] | Uint8Array;

/** The length of each piece, bytes, or the places to cut at: `1` is byte at a time, `[3]` is three bytes and the rest. */
export type Pieces = number | readonly number[];

/** The server's answer to the opening handshake. */
export interface HandshakeAnswer {
  readonly status: number;
  readonly reason: string;
  /** Lower-cased names; several of one name are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** What has come of the body of a refusal. */
  readonly text: string;
  /** False while a part of the body is still to come. Always true of a 101. */
  readonly complete: boolean;
  readonly at: TranscriptPosition | undefined;
  /** Virtual time of its head's last byte, ms. */
  readonly time: number;
}

export interface ReceivedFrame {
  readonly kind: OpcodeName;
  readonly fields: FrameFields;
  /** Unmasked. */
  readonly payload: Uint8Array;
  /** The payload as UTF-8; `undefined` when it is not valid. A fragment may end inside a character. */
  readonly text: string | undefined;
  /** Of a Close frame. */
  readonly close: ClosePayload | undefined;
  readonly at: TranscriptPosition | undefined;
  /** Virtual time of its last byte, ms. */
  readonly time: number;
}

export interface ReceivedWhole {
  readonly kind: 'text' | 'binary';
  readonly payload: Uint8Array;
  /** `undefined` for a binary message, and for text that is not valid UTF-8. */
  readonly text: string | undefined;
  /** One, or the fragments in order. */
  readonly frames: readonly ReceivedFrame[];
  /** Of its last frame. */
  readonly at: TranscriptPosition | undefined;
  readonly time: number;
}

/** How the server's side of the TCP connection ended. */
export interface Ending {
  readonly how: 'fin' | 'reset';
  /** Virtual time, ms. */
  readonly time: number;
}

export interface RawWebSocketClient {
  readonly name: string;
  readonly link: Link;
  /** The `Sec-WebSocket-Key` it would send unless `headers` say otherwise. */
  readonly key: string;
  /** `undefined` while no whole head has come. */
  readonly answer: HandshakeAnswer | undefined;
  /** Every frame received so far, in order. */
  readonly frames: readonly ReceivedFrame[];
  /** Every whole message received so far, put together from its fragments. */
  readonly messages: readonly ReceivedWhole[];
  /** Why what has come cannot be read: no HTTP, fragments out of order, a frame without an end. */
  readonly problem: string | undefined;
  readonly ended: Ending | undefined;
  /** Sends frames, all in one segment. */
  send(...frames: readonly FrameToSend[]): void;
  /** Sends bytes as they are. */
  write(bytes: Uint8Array | string): void;
  /** Sends in pieces, each of which reaches the server alone. Takes one rest of the network a piece: for short inputs. */
  sendInPieces(what: Sendable, pieces: Pieces): Promise<void>;
  /** The first frame not yet taken of this kind, or of which `match` holds. @throws WaitedInVain */
  nextFrame(
    label: string,
    match?: OpcodeName | ((frame: ReceivedFrame) => boolean),
    options?: { withinMs?: number },
  ): Promise<ReceivedFrame>;
  /** The first message not yet taken, whole; its frames are taken with it. @throws WaitedInVain */
  nextMessage(label: string, options?: { withinMs?: number }): Promise<ReceivedWhole>;
  /** Waits for the server to end the connection; what it sends before is kept. @throws WaitedInVain */
  untilEnded(label: string, options?: { withinMs?: number }): Promise<Ending>;
  /** Ends this side (FIN); the server can still send. */
  end(): void;
}
