import { StringDecoder } from 'node:string_decoder';
import { describe, expect, it } from 'vitest';
import { detachedKernel } from '../testing.ts';
import { createStringDecoderBinding } from './index.ts';

const binding = createStringDecoderBinding(detachedKernel()) as {
  encodings: string[];
  kEncodingField: number;
  kSize: number;
  decode(state: Uint8Array, chunk: Uint8Array): string;
  flush(state: Uint8Array): string;
};

/** The state buffer of Node's own decoder, under the library's private symbol. */
function nativeState(decoder: StringDecoder): Buffer {
  const [symbol] = Object.getOwnPropertySymbols(decoder);
  return (decoder as unknown as Record<symbol, Buffer>)[symbol!]!;
}

function expectSame(encoding: BufferEncoding, chunks: readonly Buffer[]): void {
  const native = new StringDecoder(encoding);
  const state = Buffer.alloc(binding.kSize);
  state[binding.kEncodingField] = nativeState(native)[binding.kEncodingField]!;
  const trace: unknown[] = [];
  const expected: unknown[] = [];
  for (const chunk of chunks) {
    trace.push(binding.decode(state, chunk), state.subarray(4).toString('hex'));
    expected.push(native.write(chunk), nativeState(native).subarray(4).toString('hex'));
  }
  trace.push(binding.flush(state), state.toString('hex'));
  expected.push(native.end(), nativeState(native).toString('hex'));
  expect([encoding, chunks, trace]).toEqual([encoding, chunks, expected]);
}

const ENCODINGS = ['utf8', 'ucs2', 'utf16le', 'base64', 'base64url', 'latin1', 'ascii', 'hex'] as const;

const SAMPLES = [
  Buffer.from('plain'),
  Buffer.from('zażółć 😀 gęślą €'),
  Buffer.from('😀😀', 'utf16le'),
  Buffer.from('e282ace2', 'hex'),
  Buffer.from('f09f98', 'hex'),
  Buffer.from('f0802080e28241c3c3a9', 'hex'),
  Buffer.from('8080808080', 'hex'),
  Buffer.from('ff41f880808080c0af', 'hex'),
  Buffer.from('eda080edb080', 'hex'),
  Buffer.from('00d800dc41003dd8', 'hex'),
];

describe.each(ENCODINGS)('%s', (encoding) => {
  it.each(SAMPLES)('decodes %s cut at any two bytes as Node does', (sample) => {
    expectSame(encoding, [sample]);
    expectSame(
      encoding,
      [...sample].map((byte) => Buffer.of(byte)),
    );
    for (let first = 0; first <= sample.length; first++) {
      for (let second = first; second <= sample.length; second++) {
        expectSame(encoding, [sample.subarray(0, first), sample.subarray(first, second), sample.subarray(second)]);
      }
    }
  });
});

it('decodes every three bytes of a set that covers all classes of UTF-8 bytes', () => {
  const classes = [0x41, 0x80, 0xbf, 0xc3, 0xe2, 0xf0, 0xff];
  for (const a of classes) {
    for (const b of classes) {
      for (const c of classes) {
        for (const d of classes) {
          const bytes = Buffer.of(a, b, c, d);
          expectSame('utf8', [bytes]);
          expectSame('utf8', [bytes.subarray(0, 2), bytes.subarray(2)]);
          expectSame('utf8', [bytes.subarray(0, 3), bytes.subarray(3)]);
        }
      }
    }
  }
});

it('numbers the encodings as the library expects', () => {
  expect(binding.encodings).toEqual(['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url']);
});
