import { describe, expect, it } from 'vitest';
import { detachedKernel } from '../testing.ts';
import { createHttpParserBinding } from './index.ts';
import { REQUESTS, RESPONSES } from './messages.testdata.ts';

interface Parser {
  [slot: number]: unknown;
  initialize(type: number, resource: object, maxHeaderSize?: number, lenient?: number, list?: unknown): void;
  execute(bytes: Uint8Array): number | Error;
  finish(): Error | undefined;
  pause(): void;
  resume(): void;
  remove(): void;
  close(): void;
  getCurrentBuffer(): Buffer;
}
interface List {
  all(): Parser[];
  idle(): Parser[];
  active(): Parser[];
  expired(headers: number, request: number): Parser[];
}
interface Binding {
  HTTPParser: { new (): Parser } & Record<string, number>;
  ConnectionsList: new () => List;
  methods: string[];
  allMethods: string[];
}

let time = 1000;
const ours = createHttpParserBinding({ ...detachedKernel(), now: () => time }) as unknown as Binding;
/** The parser of the Node that runs the tests, as its (deprecated, still public) module shows it. */
const native = process.getBuiltinModule('_http_common') as unknown as Binding;

interface Setup {
  type: 'REQUEST' | 'RESPONSE';
  maxHeaderSize?: number;
  lenient?: string;
  /** What the callback of this slot does, beside being noted. */
  callbacks?: Record<string, (parser: Parser) => unknown>;
}

const SLOTS = ['kOnMessageBegin', 'kOnHeaders', 'kOnHeadersComplete', 'kOnBody', 'kOnMessageComplete'] as const;

/** `value` as plain data; `size` is that of the input, outside of which a position is memory left from before. */
function readable(value: unknown, size = Infinity): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('latin1') };
  if (value instanceof Error) {
    const { bytesParsed } = value as { bytesParsed?: number };
    const isStale = bytesParsed !== undefined && (bytesParsed < 0 || bytesParsed > size);
    return { ...value, message: value.message, ...(isStale ? { bytesParsed: 'stale' } : {}) };
  }
  return value;
}

/** Everything that happens when a parser of `binding` is fed these pieces, as the library would see it. */
function trace(binding: Binding, pieces: readonly Buffer[], setup: Setup): unknown[] {
  const { HTTPParser } = binding;
  const events: unknown[] = [];
  const parser = new HTTPParser();
  parser.initialize(
    HTTPParser[setup.type]!,
    {},
    setup.maxHeaderSize ?? 0,
    HTTPParser[setup.lenient ?? 'kLenientNone']!,
  );
  for (const slot of SLOTS) {
    parser[HTTPParser[slot]!] = function (this: unknown, ...args: unknown[]) {
      events.push([slot, this === parser, ...args.map((arg) => readable(arg))]);
      return setup.callbacks?.[slot]?.(parser);
    };
  }
  const note = (name: string, call: () => unknown, size?: number): unknown => {
    let result: unknown;
    try {
      result = call();
      events.push([name, readable(result, size)]);
    } catch (error) {
      result = error;
      events.push([`${name} threw`, readable(error)]);
    }
    return result;
  };
  for (const piece of pieces) {
    const result = note('execute', () => parser.execute(piece), piece.length);
    // The library drops a parser that failed or that gave its connection away.
    if (result instanceof Error || (result as number) < piece.length) return events;
  }
  // llhttp tells no position at the end, and Node makes a number of what is there.
  const last = note('finish', () => parser.finish());
  if (last instanceof Error) delete (events.at(-1) as { bytesParsed?: number }[])[1]!.bytesParsed;
  parser.close();
  return events;
}

function cuts(message: Buffer): Buffer[][] {
  const every = message.length < 500 ? 1 : 97;
  const pieces = [[message], [...message].map((byte) => Buffer.of(byte))];
  for (let at = 1; at < message.length; at += every) pieces.push([message.subarray(0, at), message.subarray(at)]);
  return pieces;
}

function expectSame(text: string, setup: Setup): void {
  for (const pieces of cuts(Buffer.from(text, 'latin1'))) {
    const sizes = pieces.map((piece) => piece.length);
    expect([sizes, ...trace(ours, pieces, setup)]).toEqual([sizes, ...trace(native, pieces, setup)]);
  }
}

describe.each(['kLenientNone', 'kLenientAll'])('with %s', (lenient) => {
  it.each(Object.entries(REQUESTS))('reads as Node does: %s', (_name, text) => {
    expectSame(text, { type: 'REQUEST', maxHeaderSize: 500 * 4, lenient });
  });

  it.each(Object.entries(RESPONSES))('reads the response as Node does: %s', (_name, text) => {
    expectSame(text, { type: 'RESPONSE', lenient });
  });
});

describe('limits', () => {
  const over = [
    'headers over the limit',
    'a URL over the limit',
    'trailers over the limit',
    '70 headers, then a short request',
  ];
  it.each(over)('stops as Node does at %s', (name) => {
    expectSame(REQUESTS[name]!, { type: 'REQUEST', maxHeaderSize: 300 });
  });

  it('takes 16 KiB of headers by default, and not a byte more', () => {
    for (const size of [16_350, 16_372, 16_373, 16_374, 16_384, 17_000]) {
      expectSame(`GET / HTTP/1.1\r\nBig: ${'x'.repeat(size)}\r\n\r\n`, { type: 'REQUEST' });
    }
  });

  it('takes 16 KiB of chunk extensions, and not a byte more', () => {
    for (const size of [16_382, 16_383, 16_384, 17_000]) {
      const chunk = `3;${'x'.repeat(size)}\r\nabc\r\n`;
      expectSame(`POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`, { type: 'REQUEST' });
    }
  });
});

describe('what a callback does', () => {
  const POST = REQUESTS['three requests pipelined, one with a body']!;

  it.each([0, 1, 2, true, undefined, null, '1'])('kOnHeadersComplete may return %s', (answer) => {
    expectSame(POST, { type: 'REQUEST', callbacks: { kOnHeadersComplete: () => answer } });
    expectSame(RESPONSES['a 200']!, { type: 'RESPONSE', callbacks: { kOnHeadersComplete: () => answer } });
    expectSame(RESPONSES['a 101 with bytes after it']!, {
      type: 'RESPONSE',
      callbacks: { kOnHeadersComplete: () => answer },
    });
  });

  it.each(['kOnHeadersComplete', 'kOnBody', 'kOnMessageComplete'])('execute throws what %s throws', (slot) => {
    const callbacks = {
      [slot]: () => {
        throw new RangeError(`from ${slot}`);
      },
    };
    expectSame(POST, { type: 'REQUEST', callbacks });
  });

  it.each(['kOnHeadersComplete', 'kOnBody', 'kOnMessageComplete'])('%s may pause and resume', (slot) => {
    expectSame(POST, { type: 'REQUEST', callbacks: { [slot]: (parser) => parser.pause() } });
    const both = (parser: Parser) => {
      parser.pause();
      parser.resume();
    };
    expectSame(POST, { type: 'REQUEST', callbacks: { [slot]: both } });
  });

  it('the buffer under way is to be had in a callback', () => {
    const seen = (binding: Binding) => {
      const buffers: string[] = [];
      const noted = (parser: Parser) => void buffers.push(parser.getCurrentBuffer().toString());
      trace(binding, [Buffer.from(POST)], { type: 'REQUEST', callbacks: { kOnBody: noted } });
      return buffers;
    };
    expect(seen(ours)).toEqual(seen(native));
  });

  it('a callback may feed another parser', () => {
    const nested = (binding: Binding) => {
      const inner: unknown[] = [];
      const callbacks = {
        kOnBody: () => void inner.push(trace(binding, [Buffer.from(POST)], { type: 'REQUEST' })),
      };
      return [trace(binding, [Buffer.from(POST), Buffer.from(POST)], { type: 'REQUEST', callbacks }), inner];
    };
    expect(nested(ours)).toEqual(nested(native));
  });
});

it('a parser begins anew after initialize, whatever it was at', () => {
  const again = (binding: Binding) => {
    const { HTTPParser } = binding;
    const parser = new HTTPParser();
    const results: unknown[] = [];
    for (const text of [
      'GET / HTTP/1.1\r\nA: b',
      'nonsense',
      REQUESTS['70 headers, then a short request']!,
      REQUESTS['a plain GET']!,
    ]) {
      parser.initialize(HTTPParser.REQUEST!, {});
      parser[HTTPParser.kOnHeadersComplete!] = (...args: unknown[]) => void results.push(args);
      results.push(readable(parser.execute(Buffer.from(text))));
    }
    return results;
  };
  expect(again(ours)).toEqual(again(native));
});

it('has the constants and the methods of Node', () => {
  const constants = ({ HTTPParser }: Binding) => ({ ...HTTPParser });
  expect(constants(ours)).toEqual(constants(native));
  expect(ours.methods).toEqual(native.methods);
  expect(ours.allMethods.filter((name) => ours.methods.includes(name))).toEqual(native.methods);
});

describe('ConnectionsList', () => {
  function connect(list: List): { parser: Parser; feed(text: string): void } {
    const parser = new ours.HTTPParser();
    parser.initialize(ours.HTTPParser.REQUEST!, {}, 0, 0, list);
    return { parser, feed: (text) => void parser.execute(Buffer.from(text)) };
  }

  it('tells connections between messages, or before the first, from those in one', () => {
    const list = new ours.ConnectionsList();
    const [silent, busy, done] = [connect(list), connect(list), connect(list)];
    busy.feed('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab');
    done.feed('GET / HTTP/1.1\r\n\r\n');
    expect(new Set(list.idle())).toEqual(new Set([silent.parser, done.parser]));
    expect(new Set(list.active())).toEqual(new Set([silent.parser, busy.parser]));
    expect(new Set(list.all())).toEqual(new Set([silent.parser, busy.parser, done.parser]));
    busy.feed('cde');
    expect(new Set(list.idle())).toEqual(new Set([silent.parser, busy.parser, done.parser]));
    done.parser.remove();
    expect(list.all()).not.toContain(done.parser);
  });

  it('finds, once, the connections whose headers or whose message took too long', () => {
    time = 0;
    const list = new ours.ConnectionsList();
    const [silent, busy, done] = [connect(list), connect(list), connect(list)];
    busy.feed('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab');
    done.feed('GET / HTTP/1.1\r\n\r\n');
    time = 60_000;
    expect(list.expired(60_000, 300_000)).toEqual([]);
    time = 60_001;
    expect(list.expired(60_000, 300_000)).toEqual([silent.parser]);
    expect(list.expired(60_000, 300_000)).toEqual([]);
    time = 300_001;
    expect(list.expired(60_000, 300_000)).toEqual([busy.parser]);
    expect(list.expired(0, 0)).toEqual([]);
  });
});
