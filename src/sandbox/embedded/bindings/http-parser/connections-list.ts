/** One parser as its server's list sees it. */
export interface Connection {
  /** What the library gets back: its `HTTPParser`. */
  readonly parser: object;
  /** When the message under way began, in ms of loop time; `undefined` between messages. */
  messageStart: number | undefined;
  /** The first byte of a message has come, and not the last. */
  hasBegun: boolean;
  headersCompleted: boolean;
}

/**
 * The connections of one HTTP server, by what their parsers are doing. `closeIdleConnections`, `server.close`,
 * `headersTimeout` and `requestTimeout` read it.
 */
export class ConnectionsList {
  readonly #all = new Set<Connection>();
  readonly #active = new Set<Connection>();
  readonly #now: () => number;

  /** @param now the loop's time in ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Every connection's parser, idle ones first, then by the start of their message. */
  all(): object[] {
    return parsersInOrder(this.#all);
  }

  /** The parsers between two messages, or before the first byte of one. */
  idle(): object[] {
    return parsersInOrder([...this.#all].filter(({ hasBegun }) => !hasBegun));
  }

  /** The parsers whose message is not complete, or that have not got a byte yet. */
  active(): object[] {
    return parsersInOrder(this.#active);
  }

  /**
   * Takes off the active list, and returns, the parsers whose headers or whose message took too long.
   * @param headersTimeout in ms, 0 for none
   * @param requestTimeout in ms, 0 for none
   */
  expired(headersTimeout: number, requestTimeout: number): object[] {
    // Node exchanges the two when the headers may take longer than the whole message.
    const isSwapped = requestTimeout > 0 && headersTimeout > requestTimeout;
    const headersLimit = isSwapped ? requestTimeout : headersTimeout;
    const requestLimit = isSwapped ? headersTimeout : requestTimeout;
    const now = this.#now();
    const isExpired = ({ messageStart, headersCompleted }: Connection): boolean => {
      const age = now - (messageStart ?? now);
      return (!headersCompleted && headersLimit > 0 && age > headersLimit) || (requestLimit > 0 && age > requestLimit);
    };
    const expired = [...this.#active].filter(isExpired);
    for (const connection of expired) this.#active.delete(connection);
    return parsersInOrder(expired);
  }

  /** For the parser: a message is under way, or awaited for the first time. */
  markActive(connection: Connection): void {
    this.#all.add(connection);
    this.#active.add(connection);
  }

  /** For the parser: the message is complete. */
  markIdle(connection: Connection): void {
    this.#all.add(connection);
    this.#active.delete(connection);
  }

  remove(connection: Connection): void {
    this.#all.delete(connection);
    this.#active.delete(connection);
  }
}

function parsersInOrder(connections: Iterable<Connection>): object[] {
  return [...connections].sort((a, b) => (a.messageStart ?? -1) - (b.messageStart ?? -1)).map(({ parser }) => parser);
}
