import { beforeAll, describe, expect, it } from 'vitest';
import { detachedKernel } from '../testing.ts';
import { createBufferBinding } from './index.ts';

type Binding = Record<string, (...args: unknown[]) => unknown>;
const ours = createBufferBinding(detachedKernel()) as Binding;
let native: Binding;
beforeAll(() => {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  native = (process as unknown as { binding(name: string): Binding }).binding('buffer');
  process.emitWarning = emitWarning;
});

/** mulberry32: small, seeded, good enough to choose inputs. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    const { name, code, message } = error as Error & { code: string };
    return { name, code, message };
  }
}

const ALPHABETS = [
  'abcABC019+/-_=',
  'ab \n=*+/-_AZ09',
  '0123456789abcdefABCDEFgz',
  '\u0000\u007f\u0080\u00ff\u0141\u07ff\u0800\uffff\ud83d\ude00\udc00\ud800a',
  'ab',
];

describe.each([1, 2, 3, 4, 5])('seed %d', (seed) => {
  const next = random(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const text = (limit: number) => {
    const alphabet = ALPHABETS[below(ALPHABETS.length)]!;
    return Array.from({ length: below(limit) }, () => alphabet[below(alphabet.length)]).join('');
  };
  const bytes = (limit: number) => {
    const size = below(limit);
    if (below(2) === 0) return Buffer.from(text(limit));
    const top = below(2) === 0 ? 256 : 3;
    return Buffer.from(Array.from({ length: size }, () => below(top)));
  };

  it('decodes any bytes as Node does', () => {
    for (let round = 0; round < 2000; round++) {
      const input = bytes(round % 50 === 0 ? 300 : 40);
      for (const name of ['ascii', 'base64', 'base64url', 'hex', 'latin1', 'ucs2', 'utf8']) {
        const range = below(3) === 0 ? [below(50) - 2, below(50) - 2] : [];
        const call = (binding: Binding) => outcome(() => binding[`${name}Slice`]!(input, ...range));
        expect([name, input.toString('hex'), range, call(ours)]).toEqual([
          name,
          input.toString('hex'),
          range,
          call(native),
        ]);
      }
    }
  });

  it('writes any text as Node does', () => {
    for (let round = 0; round < 2000; round++) {
      const input = text(round % 50 === 0 ? 300 : 30);
      for (const name of [
        'asciiWriteStatic',
        'latin1WriteStatic',
        'utf8WriteStatic',
        'base64Write',
        'base64urlWrite',
        'hexWrite',
        'ucs2Write',
      ]) {
        const size = below(40);
        const offset = below(size + 1);
        const range = below(3) === 0 ? [] : [offset, below(size - offset + 1)];
        const call = (binding: Binding) => {
          const target = Buffer.alloc(size, 0x2e);
          return [outcome(() => binding[name]!(target, input, ...range)), target.toString('hex')];
        };
        expect([name, input, size, range, call(ours)]).toEqual([name, input, size, range, call(native)]);
      }
      expect(ours.byteLengthUtf8!(input)).toBe(native.byteLengthUtf8!(input));
      expect([input, ours.atob!(input)]).toEqual([input, native.atob!(input)]);
      expect([input, ours.btoa!(input)]).toEqual([input, native.btoa!(input)]);
    }
  });

  it('searches from any offset, to any end, in any encoding as Node does', () => {
    for (let round = 0; round < 4000; round++) {
      const alphabet = below(2) === 0 ? 'ab' : '\u0000ab';
      const word = (limit: number) =>
        Array.from({ length: below(limit) }, () => alphabet[below(alphabet.length)]).join('');
      const haystack = Buffer.from(word(20), below(2) === 0 ? 'latin1' : 'utf16le');
      const needle = word(4);
      const offset = below(50) - 25;
      const forward = below(2) === 0;
      const end = below(3) === 0 ? below(25) : haystack.length;
      const cases: [string, unknown[]][] = [
        ['indexOfString', [haystack, needle, offset, [1, 3, 4][below(3)], forward, end]],
        ['indexOfBuffer', [haystack, Buffer.from(needle), offset, below(8), forward, end]],
        ['indexOfNumber', [haystack, below(300), offset, forward, end]],
      ];
      for (const [name, args] of cases) {
        expect([name, args, ours[name]!(...args)]).toEqual([name, args, native[name]!(...args)]);
      }
    }
  });

  it('compares, copies, fills and swaps as Node does', () => {
    const encodings = [
      'utf8',
      'UTF-8',
      'hex',
      'base64',
      'base64url',
      'ucs2',
      'UTF-16LE',
      'latin1',
      'binary',
      'ascii',
      undefined,
    ];
    for (let round = 0; round < 3000; round++) {
      const [left, right] = [bytes(9), bytes(9)];
      expect(ours.compare!(left, right)).toBe(native.compare!(left, right));
      // The library checks the ends against the buffers before it calls.
      const [targetStart, sourceStart] = [below(right.length + 1), below(left.length + 1)];
      const targetEnd = targetStart + below(right.length - targetStart + 1);
      const sourceEnd = sourceStart + below(left.length - sourceStart + 1);
      const range = [targetStart, sourceStart, targetEnd, sourceEnd];
      const offsets = (binding: Binding) => outcome(() => binding.compareOffset!(left, right, ...range));
      expect([left, right, range, offsets(ours)]).toEqual([left, right, range, offsets(native)]);
      const value = [text(5), bytes(5), below(600)][below(3)]!;
      const args = [value, below(12), below(14), encodings[below(encodings.length)]];
      const filled = (binding: Binding) => {
        const target = Buffer.alloc(12, 0x2e);
        return [outcome(() => binding.fill!(target, ...args)), target.toString('hex')];
      };
      expect([args, filled(ours)]).toEqual([args, filled(native)]);
      for (const [name, width] of [
        ['swap16', 2],
        ['swap32', 4],
        ['swap64', 8],
      ] as const) {
        const word = Buffer.from(Array.from({ length: width * below(5) }, () => below(256)));
        const swapped = (binding: Binding) => {
          const target = Buffer.from(word);
          binding[name]!(target);
          return target.toString('hex');
        };
        expect(swapped(ours)).toBe(swapped(native));
      }
      const copied = (binding: Binding) => {
        const target = Buffer.from('0123456789');
        return [binding.copy!(target, target, 3, 1, 5), target.toString('latin1')];
      };
      expect(copied(ours)).toEqual(copied(native));
    }
  });

  it('tells UTF-8 and ASCII from other bytes as Node does', () => {
    for (let round = 0; round < 2000; round++) {
      const input = bytes(8);
      expect([input, ours.isUtf8!(input), ours.isAscii!(input)]).toEqual([
        input,
        native.isUtf8!(input),
        native.isAscii!(input),
      ]);
    }
  });
});

it('has everything that Node has in this binding', () => {
  for (const key of Object.keys(native)) expect(ours, key).toHaveProperty(key);
});

it.each([
  ['utf8Slice', [{}]],
  ['hexWrite', [Buffer.alloc(3), 5]],
  ['hexWrite', [Buffer.alloc(3), 'aa', 9]],
  ['hexWrite', [Buffer.alloc(3), 'aa', -1]],
  ['createUnsafeArrayBuffer', [2 ** 54]],
])('%s refuses wrong arguments as Node does', (name, args) => {
  expect(outcome(() => ours[name]!(...args))).toEqual(outcome(() => native[name]!(...args)));
});
