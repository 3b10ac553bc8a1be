/** `internalBinding('http_parser')` over llhttp, the parser that Node itself uses. */
import type { Kernel } from '../../kernel/kernel.ts';
import { ConnectionsList } from './connections-list.ts';
import { HTTPParser, SLOTS } from './http-parser.ts';
import { LENIENT } from './lenient-flags.ts';
import { REQUEST, RESPONSE } from './message-parser.ts';
import { allMethods, methods } from './methods.ts';

export function createHttpParserBinding(kernel: Kernel): Record<string, unknown> {
  // The library calls both constructors without arguments.
  const Parser = class HTTPParserOfKernel extends HTTPParser {
    constructor() {
      super(kernel);
    }
  };
  Object.defineProperty(Parser, 'name', { value: 'HTTPParser' });
  const List = class ConnectionsListOfKernel extends ConnectionsList {
    constructor() {
      super(() => kernel.now());
    }
  };
  Object.defineProperty(List, 'name', { value: 'ConnectionsList' });
  return {
    methods: [...methods],
    allMethods: [...allMethods],
    HTTPParser: Object.assign(Parser, { REQUEST, RESPONSE, ...SLOTS, ...LENIENT }),
    ConnectionsList: List,
  };
}
