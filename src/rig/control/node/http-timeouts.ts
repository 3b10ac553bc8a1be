/** `headersTimeout` and `requestTimeout` of HTTP servers, which Node's parser measures on the machine's clock. */
import { ConnectionsList, HTTPParser, type Parser } from './internals.ts';

interface Message {
  /** Loop time at which it began, ms: at its first byte, or when its connection was made. */
  readonly start: number;
  headersCompleted: boolean;
}

/** @param now loop time, ms */
export function replaceHttpTimeouts(now: () => number): void {
  const messages = new WeakMap<Parser, Message>();
  const begin = (parser: Parser) => messages.set(parser, { start: now(), headersCompleted: false });

  const { initialize } = HTTPParser.prototype;
  HTTPParser.prototype.initialize = function (...args) {
    begin(this);
    return initialize.apply(this, args);
  };
  // The library gives its parsers no callback of their own for it, so the parser finds this one.
  Object.defineProperty(HTTPParser.prototype, HTTPParser.kOnMessageBegin, {
    configurable: true,
    writable: true,
    value(this: Parser) {
      begin(this);
    },
  });
  // Set by the library as soon as a head is complete.
  const incoming = new WeakMap<Parser, unknown>();
  Object.defineProperty(HTTPParser.prototype, 'incoming', {
    configurable: true,
    enumerable: true,
    get(this: Parser) {
      return incoming.get(this);
    },
    set(this: Parser, message: unknown) {
      incoming.set(this, message);
      const known = messages.get(this);
      if (known && message) known.headersCompleted = true;
    },
  });

  const told = new WeakSet<Message>();
  ConnectionsList.prototype.expired = function (headersTimeout, requestTimeout) {
    // Node exchanges the two when the head may take longer than the whole message.
    const swapped = requestTimeout > 0 && headersTimeout > requestTimeout;
    const [headers, request] = swapped ? [requestTimeout, headersTimeout] : [headersTimeout, requestTimeout];
    return this.active().filter((parser) => {
      const message = messages.get(parser);
      if (!message || told.has(message)) return false;
      const age = now() - message.start;
      const late = (!message.headersCompleted && headers > 0 && age > headers) || (request > 0 && age > request);
      if (late) told.add(message);
      return late;
    });
  };
}
