/**
 * A real `socket.io-client` for checks. It stands apart from `Rig`, so that only the graders that use it carry the
 * package: `import { socketio } from '../src/rig/socketio.ts'`.
 *
 * ```ts
 * const ana = await socketio(rig, { name: 'ana', auth: { token: 't-ana' } });
 * const reply = await ana.emitWithAck('the reply to join-project', 'join-project', { projectId: 'p1' });
 * const created = await bo.next('what ana has created, at bo', ['task:created']);
 * await ana.cut();                       // every connection of hers is reset
 * await ana.nextConnect('ana comes back');
 * ```
 */

import { Mismatch, type TranscriptPosition } from './check.ts';
import { openSocketIo } from './clients/socketio.ts';
import { placeOf } from './grading/check-rig.ts';
import type { Link, Rig } from './rig.ts';

export interface SocketIoOptions {
  /** Names the client and its links in the transcript; a client that polls has several. */
  readonly name?: string;
  /** `/` unless told. */
  readonly namespace?: string;
  /** `/socket.io/` unless told. */
  readonly path?: string;
  /** Polling first, then an upgrade, unless told. */
  readonly transports?: readonly ('polling' | 'websocket')[];
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly extraHeaders?: Readonly<Record<string, string>>;
  /** Whether it comes back by itself when the connection breaks; `by itself` unless told. */
  readonly reconnects?: 'by itself' | 'when told';
}

export interface ReceivedPacket {
  readonly event: string;
  /** Without the acknowledgement. */
  readonly args: readonly unknown[];
  /** Present when the server asked for an acknowledgement. */
  readonly ack: ((...values: readonly unknown[]) => void) | undefined;
  readonly at: TranscriptPosition | undefined;
  /** Virtual time of arrival, ms. */
  readonly time: number;
}

/** A string matches the event; an array also the first arguments, objects by their fields: `['metrics', { name: 'cpu' }]`. */
export type PacketMatch = string | readonly unknown[] | ((packet: ReceivedPacket) => boolean);

export interface SocketIoClient {
  readonly name: string;
  /** The id the server gave it; undefined while it is not connected. */
  readonly id: string | undefined;
  readonly isConnected: boolean;
  /** Whether the server restored the connection's state. */
  readonly isRecovered: boolean;
  readonly transport: 'polling' | 'websocket' | undefined;
  /** The TCP connections it has made, the newest last. */
  readonly links: readonly Link[];
  /** Every event received so far, in order. */
  readonly inbox: readonly ReceivedPacket[];
  /** Why it was disconnected, each time; the words of socket.io-client: `transport close`. */
  readonly disconnects: readonly { readonly reason: string; readonly time: number }[];
  /** Messages of the server's refusals. */
  readonly refusals: readonly string[];
  emit(event: string, ...args: readonly unknown[]): void;
  /** Waits up to 2 s for the acknowledgement. @returns its first argument. @throws WaitedInVain */
  emitWithAck(label: string, event: string, ...args: readonly unknown[]): Promise<unknown>;
  /** As of `WebSocketClient`. */
  next(label: string, match?: PacketMatch, options?: { withinMs?: number }): Promise<ReceivedPacket>;
  pending(match?: PacketMatch): readonly ReceivedPacket[];
  drain(): readonly ReceivedPacket[];
  /** Waits until it is connected, which it may be already. */
  nextConnect(label: string, options?: { withinMs?: number }): Promise<void>;
  /** Waits until it has lost its connection. @returns why. */
  nextDisconnect(label: string, options?: { withinMs?: number }): Promise<string>;
  /** Waits until the transport is a WebSocket. */
  nextUpgrade(label: string, options?: { withinMs?: number }): Promise<void>;
  /** Resets every connection it has. */
  cut(): Promise<void>;
  /** Makes every connection it has silent. */
  blackhole(): Promise<void>;
  /** Leaves, and stays away. */
  disconnect(): Promise<void>;
  /** The last entry so far, for a Mismatch that has no packet of its own. */
  last(): TranscriptPosition | undefined;
}

export type SocketIoOutcome =
  | { readonly outcome: 'connected'; readonly client: SocketIoClient }
  /** `message` is that of the server's error, or what went wrong on the way. */
  | { readonly outcome: 'refused'; readonly message: string; readonly at: TranscriptPosition | undefined };

/** A client, connected. Fails the check when the server refuses it. */
export async function socketio(rig: Rig, options: SocketIoOptions = {}): Promise<SocketIoClient> {
  const { namespace = '/' } = options;
  const outcome = await trySocketio(rig, options);
  if (outcome.outcome === 'connected') return outcome.client;
  throw new Mismatch({
    expected: `The server lets a Socket.IO client into the namespace ${namespace}.`,
    received: `The client was refused: ${outcome.message}.`,
    why: 'Without a connection there is nobody to talk to.',
    at: outcome.at,
  });
}

/** As `socketio`, where being refused is an answer. @throws WaitedInVain when no answer comes within 5 s. */
export function trySocketio(rig: Rig, options: SocketIoOptions = {}): Promise<SocketIoOutcome> {
  return openSocketIo(placeOf(rig), options);
}
