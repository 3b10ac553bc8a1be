/** The way to one other process: many connections over one port, frames batched. */
import { FrameBatch, FrameType, framesOf } from './frames.ts';
import type { Carrier, StreamHandle } from './stream-handle.ts';

/** Taken before the program runs, which may replace the global. */
const { queueMicrotask } = globalThis;

/** An end of a connection, as its peer sees it. */
export interface Endpoint extends StreamHandle {
  /** The other side has accepted. */
  receiveAccept(): void;
  /** Nobody listens there. */
  receiveRefusal(): void;
}

export interface Incoming {
  readonly port: number;
  readonly from: number;
  readonly family: 4 | 6;
}

/** Answers a SYN: the endpoint that takes the connection, or nobody. */
export type Accept = (incoming: Incoming, open: (endpoint: Endpoint) => Carrier) => boolean;

/** When a batch is sent. */
export type Later = (flush: () => void) => void;

export interface PeerParts {
  readonly post: (batch: Uint8Array<ArrayBuffer>) => void;
  readonly accept: Accept;
  /** What is sent before it calls back travels in one batch; the promise jobs of this turn unless told. */
  readonly later?: Later | undefined;
  /**
   * Bytes from which on a batch does not wait for `later`: a broadcast to thousands is written in one turn, and its
   * first members can read while it is written to the last. Asked each time; no limit unless told.
   */
  readonly most?: (() => number) | undefined;
}

export class Peer {
  readonly #post: (batch: Uint8Array<ArrayBuffer>) => void;
  readonly #accept: Accept;
  readonly #later: Later;
  readonly #most: () => number;
  readonly #endpoints = new Map<number, Endpoint>();
  #batch = new FrameBatch();
  #flushing = false;
  #isGone = false;
  readonly #flushLater = () => this.flush();
  #next: number;

  /** @param side 0 at one end and 1 at the other, so that both can number connections */
  constructor(side: 0 | 1, { post, accept, later = queueMicrotask, most = () => Infinity }: PeerParts) {
    this.#next = side;
    this.#post = post;
    this.#accept = accept;
    this.#later = later;
    this.#most = most;
  }

  get connections(): number {
    return this.#endpoints.size;
  }

  /** Asks for a connection; `endpoint` hears of the outcome. */
  connect(endpoint: Endpoint, to: Incoming): Carrier {
    const connection = this.#next;
    this.#next += 2;
    this.#endpoints.set(connection, endpoint);
    const type = to.family === 6 ? FrameType.SYN6 : FrameType.SYN;
    this.#send(type, connection, to.port * 0x10000 + to.from);
    return this.#carrier(connection);
  }

  /** A batch came from the other side. Nothing of it runs a callback of the program: endpoints queue theirs. */
  receive(batch: Uint8Array): void {
    for (const frame of framesOf(batch)) {
      if (frame.type === FrameType.SYN || frame.type === FrameType.SYN6)
        this.#receiveSyn(frame.connection, frame.value, frame.type);
      else this.#receiveFrame(frame.type, frame.connection, frame.value, frame.data);
    }
  }

  /**
   * The other process is gone without a word, so its kernel closes its sockets: an end, or a reset where it had not read
   * everything. Who writes to it later is reset.
   */
  gone(): void {
    this.#isGone = true;
    const endpoints = [...this.#endpoints];
    for (const [connection, endpoint] of endpoints) {
      if (endpoint.hasUnacknowledged) {
        this.#endpoints.delete(connection);
        endpoint.receiveReset();
      } else endpoint.receiveEnd();
    }
  }

  /** Sends at once what is batched: the process is about to end. */
  flush(): void {
    this.#flushing = false;
    if (!this.#batch.isEmpty) this.#post(this.#batch.take());
  }

  #receiveSyn(connection: number, ports: number, type: FrameType): void {
    const incoming: Incoming = {
      port: Math.floor(ports / 0x10000),
      from: ports % 0x10000,
      family: type === FrameType.SYN6 ? 6 : 4,
    };
    const accepted = this.#accept(incoming, (endpoint) => {
      this.#endpoints.set(connection, endpoint);
      this.#send(FrameType.ACK, connection, 0);
      return this.#carrier(connection);
    });
    if (!accepted) this.#send(FrameType.RST, connection, 1);
  }

  #receiveFrame(type: FrameType, connection: number, value: number, data: Uint8Array): void {
    const endpoint = this.#endpoints.get(connection);
    if (!endpoint) {
      // The connection is closed here: bytes that come now are refused, as by a kernel.
      if (type === FrameType.DATA) this.#send(FrameType.RST, connection, 0);
      return;
    }
    if (type === FrameType.DATA) endpoint.receive(data);
    else if (type === FrameType.WIN) endpoint.receiveCredit(value);
    else if (type === FrameType.FIN) endpoint.receiveEnd();
    else if (type === FrameType.ACK) endpoint.receiveAccept();
    else if (type === FrameType.RST) {
      this.#endpoints.delete(connection);
      if (value === 1) endpoint.receiveRefusal();
      else endpoint.receiveReset();
    }
  }

  #carrier(connection: number): Carrier {
    return {
      data: (bytes) => this.#send(FrameType.DATA, connection, bytes.byteLength, bytes),
      end: () => this.#send(FrameType.FIN, connection, 0),
      credit: (bytes) => this.#send(FrameType.WIN, connection, bytes),
      close: (how) => {
        this.#endpoints.delete(connection);
        if (how === 'reset') this.#send(FrameType.RST, connection, 0);
        else if (how === 'end') this.#send(FrameType.FIN, connection, 0);
      },
    };
  }

  #send(type: FrameType, connection: number, value: number, data?: Uint8Array): void {
    if (this.#isGone) {
      if (type === FrameType.DATA) this.#receiveFrame(FrameType.RST, connection, 0, new Uint8Array(0));
      return;
    }
    this.#batch.add(type, connection, value, data);
    if (this.#batch.length >= this.#most()) this.#post(this.#batch.take());
    if (this.#flushing) return;
    this.#flushing = true;
    const later = this.#later;
    later(this.#flushLater);
  }
}

/** Two peers of one process: what connects to itself needs no port. */
export function loopback(accept: Accept, later?: Later): Peer {
  const refuse: Accept = () => false;
  const client: Peer = new Peer(0, { post: (batch) => server.receive(batch), accept: refuse, later });
  const server: Peer = new Peer(1, { post: (batch) => client.receive(batch), accept, later });
  return client;
}
