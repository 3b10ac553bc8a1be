/** `internalBinding('http_parser')` over llhttp, the parser that Node itself uses. */
import type { Kernel } from '../../kernel/kernel.ts';
import { ConnectionsList as ServerConnections } from './connections-list.ts';
import { ConnectionParser, SLOTS } from './http-parser.ts';
import { LENIENT } from './lenient-flags.ts';
import { REQUEST, RESPONSE } from './message-parser.ts';
import { allMethods, methods } from './methods.ts';

export function createHttpParserBinding(kernel: Kernel): Record<string, unknown> {
  // The library calls both constructors without arguments. Stack traces show their names.
  class HTTPParser extends ConnectionParser {
    constructor() {
      super(kernel);
    }
  }
  class ConnectionsList extends ServerConnections {
    constructor() {
      super(() => kernel.now());
    }
  }
  return {
    methods: [...methods],
    allMethods: [...allMethods],
    HTTPParser: Object.assign(HTTPParser, { REQUEST, RESPONSE, ...SLOTS, ...LENIENT }),
    ConnectionsList,
  };
}
