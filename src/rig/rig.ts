/**
 * The vocabulary of a check (curriculum, section 0). Every wait carries a label: it becomes `waitingFor` when the wait
 * ends in vain. Nothing here sleeps: a wait runs the world until it is idle, then moves virtual time.
 */
import type { TranscriptPosition } from './check.ts';
import type { Gate } from './gate.ts';
import type { Pieces, RawWebSocketClient, RawWebSocketOptions } from './raw-websocket.ts';

export type { Answer, Gate, Operation, OperationMatch, Outcome } from './gate.ts';

export interface Rig {
  /** A WebSocket client, open. `path` starts with `/`. Fails the check when the server refuses. */
  open(path: string, options?: OpenOptions): Promise<WebSocketClient>;
  /** As `open`, where being refused is an answer. */
  tryOpen(path: string, options?: OpenOptions): Promise<OpenOutcome>;
  /** As `tryOpen`, without waiting for the answer: for a handshake that a gate holds up, and for several at once. */
  handshake(path: string, options?: OpenOptions): Promise<Handshake>;
  /** One HTTP exchange on a connection of its own. A string body is sent as it is, any other value as JSON. */
  http(method: string, path: string, options?: HttpOptions): Promise<HttpResponse>;
  /** As `http`, without waiting for the answer: for one that is held back, or is to be cut short. */
  request(method: string, path: string, options?: HttpOptions): Promise<Exchange>;
  /**
   * A client of server-sent events. Returns at the head of the answer, whatever it says (`expectSseHeaders` judges it),
   * and reads events from an answer with status 200 and the type `text/event-stream` only, as a browser does.
   * @throws WaitedInVain when no head comes within 2 s: one that waits for the first event.
   */
  events(path: string, options?: EventsOptions): Promise<EventStream>;
  /** A TCP connection that sends exactly what it is told. */
  raw(options?: { name?: string }): Promise<RawConnection>;
  /**
   * The operations of one given module: `auth` for `auth.js`. The check must name it in its `gates`.
   * An operation that nobody holds is answered at once.
   */
  gate(name: string): Gate;
  /** A WebSocket client made by hand. Fails the check when the server does not switch protocols. */
  rawWebSocket(path: string, options?: RawWebSocketOptions): Promise<RawWebSocketClient>;
  /** As `rawWebSocket`, where every answer, the end of the connection, and 2 s of silence are answers. */
  tryRawWebSocket(path: string, options?: RawWebSocketOptions): Promise<RawWebSocketClient>;
  /** Until nothing is in flight; then 2 s of virtual time; then again until nothing is in flight. */
  settle(): Promise<void>;
  readonly clock: {
    /** Virtual time since the check began, ms: on the same clock as all times of what was received. */
    now(): number;
    /** Moves both clocks by exactly `ms`, from timer to timer, idle at each. */
    advance(ms: number): Promise<void>;
  };
  /** What the program has printed so far: the last 64 Ki characters of both streams together and of standard error. */
  output(): Promise<{ readonly all: string; readonly stderr: string }>;
  /**
   * How many timers the server's process owns. Node has some of its own, so compare with an earlier reading: none must
   * be left of a client that has gone.
   */
  timers(): Promise<number>;
  /**
   * Whether the server's process still has its end of this connection, whatever it has sent on it: false once that is
   * destroyed. The one word on a link in a black hole, where the client never learns of it.
   */
  holds(link: Link): Promise<boolean>;
  /** Lets several clients act in one turn, in an order drawn from the seed, so that the server meets them at once. */
  together(...acts: readonly (() => void)[]): Promise<void>;
  /** As `together`, in the order in which the clients have connected: for a race that a check tries in every order. */
  inOrder(...acts: readonly (() => void)[]): Promise<void>;
  /** Uniform in [0, 1), drawn from the check's seed. */
  random(): number;
  readonly seed: number;
}

export interface OpenOptions {
  /** Names the client and its link in the transcript: `ana`, `ana (tab 2)`. */
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  /** How pings are answered; `at once` unless told. */
  readonly pings?: PingAnswer;
}

/** What a WebSocket client does with a ping: a mute client and one with a long way still read and send messages. */
export type PingAnswer = 'at once' | 'never' | { readonly afterMs: number };

export type OpenOutcome =
  | { readonly outcome: 'open'; readonly client: WebSocketClient }
  | { readonly outcome: 'refused'; readonly status: number; readonly at: TranscriptPosition | undefined }
  | { readonly outcome: 'failed'; readonly error: string; readonly at: TranscriptPosition | undefined };

/** An opening handshake under way. */
export interface Handshake {
  readonly name: string;
  readonly link: Link;
  /** Undefined while no answer has come. */
  readonly outcome: OpenOutcome | undefined;
  /** Waits for the answer. @throws WaitedInVain with the label. */
  done(label: string, options?: { withinMs?: number }): Promise<OpenOutcome>;
}

/** The TCP path between one client and the server, which the rig can break. */
export interface Link {
  readonly name: string;
  /** Half-closes: the server sees the end of the stream, without a Close frame. */
  fin(): Promise<void>;
  /** Resets the connection: the server sees ECONNRESET. */
  cut(): Promise<void>;
  /** Drops everything both ways from now on, silently: neither side sees FIN or RST. */
  blackhole(): Promise<void>;
  /**
   * The client stops reading behind a receive window of 64 KiB: what the server writes beyond it stays in the server, so
   * `writableLength` and `bufferedAmount` grow there. Bytes that were on their way are read first. Judge what is read
   * after `resume`, not what the server says of itself.
   */
  stall(): Promise<void>;
  /** The client reads on, and everything the server has kept back comes. */
  resume(): Promise<void>;
  /** The last entry so far, for a Mismatch that has no frame of its own. */
  last(): TranscriptPosition | undefined;
}

export interface ReceivedMessage {
  readonly data: Uint8Array;
  readonly isBinary: boolean;
  /** The text, or `undefined` for a binary message. */
  readonly text: string | undefined;
  /** The parsed text; `undefined` when it is no JSON. */
  readonly json: unknown;
  readonly at: TranscriptPosition | undefined;
  /** Virtual time of arrival, ms. */
  readonly time: number;
}

/** A ping or a pong. */
export interface ReceivedControl {
  readonly payload: Uint8Array;
  readonly at: TranscriptPosition | undefined;
  /** Virtual time of arrival, ms. */
  readonly time: number;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
  readonly at: TranscriptPosition | undefined;
  /** Virtual time at which the server's Close frame came, or the end of the connection where there was none, ms. */
  readonly time: number;
}

export type MessageMatch = Readonly<Record<string, unknown>> | ((json: unknown) => boolean);

export interface WebSocketClient {
  readonly name: string;
  readonly link: Link;
  /** Every message received so far, in order. */
  readonly inbox: readonly ReceivedMessage[];
  /** Every ping received so far, in order, answered or not. */
  readonly pings: readonly ReceivedControl[];
  /** Every pong received so far, in order. */
  readonly pongs: readonly ReceivedControl[];
  /** How pings are answered from now on; what is under way with a delay still goes. */
  answerPings(how: PingAnswer): void;
  /** Sends a ping. */
  ping(payload?: Uint8Array | string): void;
  /** A string or bytes are sent as they are, any other value as JSON. */
  send(message: unknown): void;
  /**
   * The first message not yet taken that matches (an object matches a message that has all its fields); it is taken.
   * Waits up to `withinMs` of virtual time (2000). @throws WaitedInVain with the label.
   */
  next(label: string, match?: MessageMatch, options?: { withinMs?: number }): Promise<ReceivedMessage>;
  /** Messages not taken yet that match, without waiting; they are not taken. */
  pending(match?: MessageMatch): readonly ReceivedMessage[];
  /** Takes every message received so far. */
  drain(): readonly ReceivedMessage[];
  /** Starts the closing handshake and waits for its end. */
  close(code?: number, reason?: string): Promise<Closed>;
  /** Sends the Close frame and does not wait: for races. */
  startClose(code?: number, reason?: string): void;
  /** How it was closed, if it is. */
  readonly closed: Closed | undefined;
  /** Waits for the server to close. */
  nextClose(label: string, options?: { withinMs?: number }): Promise<Closed>;
}

export interface HttpOptions {
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Virtual ms to wait for the whole response; 2000 unless told. */
  readonly withinMs?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** The parsed body; `undefined` when it is no JSON. */
  readonly json: unknown;
  /** The response head. */
  readonly at: TranscriptPosition | undefined;
}

/** An HTTP exchange under way. */
export interface Exchange {
  readonly name: string;
  /** Breaks it: `link.cut()`, `link.fin()`. */
  readonly link: Link;
  /** Status and headers, once they have come. */
  readonly head: Omit<HttpResponse, 'text' | 'json'> | undefined;
  /** What has come of the body. */
  readonly body: Uint8Array;
  /** Loop time when the last byte of the answer came, ms; undefined until then. */
  readonly endedAt: number | undefined;
  /** Why no complete answer will come, in words; undefined while it may. */
  readonly failed: string | undefined;
  /** Waits for the head. @throws WaitedInVain with the label. */
  nextHead(label: string, options?: { withinMs?: number }): Promise<Omit<HttpResponse, 'text' | 'json'>>;
  /** Waits for the whole answer. @throws WaitedInVain with the label, Mismatch when the connection ends before it. */
  complete(label: string, options?: { withinMs?: number }): Promise<HttpResponse>;
  /** The client goes away. */
  abort(): Promise<void>;
}

export interface EventsOptions extends Omit<HttpOptions, 'withinMs'> {
  readonly lastEventId?: string;
  /** GET unless told. */
  readonly method?: string;
}

export interface ReceivedEvent {
  /** `message` unless the server named it. */
  readonly type: string;
  readonly data: string;
  /** The parsed data; undefined when it is no JSON. */
  readonly json: unknown;
  /** The last id so far. */
  readonly lastEventId: string;
  readonly at: TranscriptPosition | undefined;
  /** Loop time when it was dispatched, ms. */
  readonly time: number;
}

/** An object matches an event that has all its fields, nested ones too: `{ type: 'alert', json: { id: 7 } }`. */
export type EventMatch =
  | Partial<Pick<ReceivedEvent, 'type' | 'data' | 'json' | 'lastEventId'>>
  | ((event: ReceivedEvent) => boolean);

export interface ReceivedComment {
  readonly text: string;
  readonly at: TranscriptPosition | undefined;
  readonly time: number;
}

export interface EventStream {
  readonly name: string;
  readonly link: Link;
  readonly status: number;
  /** Lower-cased names. */
  readonly headers: HttpResponse['headers'];
  /** The response head. */
  readonly at: TranscriptPosition | undefined;
  /** Every event received so far, in order. */
  readonly inbox: readonly ReceivedEvent[];
  readonly comments: readonly ReceivedComment[];
  /** The last `retry` so far, ms. */
  readonly retry: number | undefined;
  /** What a browser would send when it reconnects. */
  readonly lastEventId: string;
  /** The bytes of the body so far, without the framing of HTTP. */
  readonly received: Uint8Array;
  /** True when bytes have come that dispatch nothing: a block without its blank line. */
  readonly isIncomplete: boolean;
  /** As of `WebSocketClient`. */
  next(label: string, match?: EventMatch, options?: { withinMs?: number }): Promise<ReceivedEvent>;
  pending(match?: EventMatch): readonly ReceivedEvent[];
  drain(): readonly ReceivedEvent[];
  /** How the stream ended, if it has. */
  readonly ended: { readonly how: 'end' | 'broken'; readonly time: number } | undefined;
  /** Waits for the server to end it. */
  nextEnd(label: string, options?: { withinMs?: number }): Promise<void>;
  /** The client goes away, as when a page is left. */
  close(): Promise<void>;
}

export interface RawConnection {
  readonly link: Link;
  write(bytes: Uint8Array | string): void;
  /** Everything received so far. */
  readonly received: Uint8Array;
  /** True after the server's FIN or RST. */
  readonly ended: boolean;
  /** Sends in pieces, each of which reaches the server alone. Takes one rest of the network a piece: for short inputs. */
  writeInPieces(bytes: Uint8Array | string, pieces: Pieces): Promise<void>;
  /** Waits until `done` holds of the bytes received so far. */
  until(label: string, done: (received: Uint8Array) => boolean, options?: { withinMs?: number }): Promise<Uint8Array>;
  end(): void;
}
