import { Duplex, type Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { concat } from './byte-queue.ts';
import {
  encodeClose,
  encodeFrame,
  type Frame,
  FrameDecoder,
  type FrameToEncode,
  MessageAssembler,
  mask,
  opcode,
  opcodeName,
  parseClose,
} from './websocket.ts';

/** The type declarations of ws leave these two out. */
const { Receiver, Sender } = ws as unknown as {
  Receiver: new (options: { isServer: boolean }) => Writable;
  Sender: new (
    socket: Duplex,
  ) => {
    send(data: string | Uint8Array, options: Record<string, boolean>, done: () => void): void;
    ping(data: string, mask: boolean, done: () => void): void;
    close(code: number, reason: string, mask: boolean, done: () => void): void;
  };
};

const fromHex = (text: string) => Uint8Array.from(text.split(' ').map((byte) => Number.parseInt(byte, 16)));
const bytesOf = (text: string) => new TextEncoder().encode(text);
const key = fromHex('37 fa 21 3d');

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const filled = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);

/** RFC 6455 §5.7. */
const examples: readonly [name: string, frame: FrameToEncode, bytes: Uint8Array][] = [
  ['unmasked text', { opcode: opcode.text, payload: 'Hello' }, fromHex('81 05 48 65 6c 6c 6f')],
  ['masked text', { opcode: opcode.text, payload: 'Hello', maskKey: key }, fromHex('81 85 37 fa 21 3d 7f 9f 4d 51 58')],
  ['first fragment', { opcode: opcode.text, payload: 'Hel', fin: false }, fromHex('01 03 48 65 6c')],
  ['last fragment', { opcode: opcode.continuation, payload: 'lo' }, fromHex('80 02 6c 6f')],
  ['unmasked ping', { opcode: opcode.ping, payload: 'Hello' }, fromHex('89 05 48 65 6c 6c 6f')],
  ['masked pong', { opcode: opcode.pong, payload: 'Hello', maskKey: key }, fromHex('8a 85 37 fa 21 3d 7f 9f 4d 51 58')],
  ['256 bytes', { opcode: opcode.binary, payload: filled(256) }, concat([fromHex('82 7e 01 00'), filled(256)])],
  [
    '64 KiB',
    { opcode: opcode.binary, payload: filled(65536) },
    concat([fromHex('82 7f 00 00 00 00 00 01 00 00'), filled(65536)]),
  ],
];

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('encodeFrame', () => {
  it.each(examples)('writes the example of RFC 6455 §5.7: %s', (_, frame, bytes) => {
    expect(toHex(encodeFrame(frame))).toBe(toHex(bytes));
  });

  it('writes wrong frames when told to', () => {
    expect(toHex(encodeFrame({ opcode: 11, rsv: 5, fin: false, payload: 'a', lengthBits: 16 }))).toBe('5b7e000161');
    expect(toHex(encodeFrame({ opcode: 2, length: 2n ** 63n }))).toBe('827f8000000000000000');
    expect(toHex(encodeFrame({ opcode: 2, payload: 'abc', length: 1 }))).toBe('8201616263');
  });
});

describe('FrameDecoder', () => {
  it.each(examples)('reads the example of RFC 6455 §5.7: %s', (_, frame, bytes) => {
    const [read] = new FrameDecoder().push(bytes) as Frame[];
    const payload = typeof frame.payload === 'string' ? bytesOf(frame.payload) : frame.payload!;
    expect(toHex(read!.payload)).toBe(toHex(payload));
    expect(toHex(read!.bytes)).toBe(toHex(bytes));
    expect(read!.fields).toMatchObject({
      fin: frame.fin ?? true,
      rsv: 0,
      opcode: frame.opcode,
      masked: frame.maskKey !== undefined,
      length: payload.length,
    });
  });

  it('reads the same frames whatever the split', () => {
    const stream = concat(examples.slice(0, 7).map(([, , bytes]) => bytes));
    const whole = new FrameDecoder().push(stream);
    expect(whole).toHaveLength(7);
    for (let split = 0; split <= stream.length; split += 1) {
      const decoder = new FrameDecoder();
      const parts = [...decoder.push(stream.subarray(0, split)), ...decoder.push(stream.subarray(split))];
      expect(parts).toEqual(whole);
      expect(decoder.end()).toBeUndefined();
    }
    const decoder = new FrameDecoder();
    expect([...stream].flatMap((byte) => decoder.push(Uint8Array.of(byte)))).toEqual(whole);
  });

  it('reads back random frames in random pieces', () => {
    const random = seeded(4);
    const below = (limit: number) => Math.floor(random() * limit);
    for (let round = 0; round < 300; round += 1) {
      const length = [below(10), below(126), 126 + below(300), 65_530 + below(10)][below(4)]!;
      const payload = Uint8Array.from({ length }, () => below(256));
      const maskKey = below(2) ? Uint8Array.from({ length: 4 }, () => below(256)) : undefined;
      const frame = { opcode: below(16), fin: below(2) === 1, rsv: below(8), payload, maskKey: maskKey! };
      const bytes = encodeFrame(frame);
      const decoder = new FrameDecoder();
      const read: unknown[] = [];
      for (let from = 0; from < bytes.length; ) {
        const to = Math.min(bytes.length, from + 1 + below(bytes.length));
        read.push(...decoder.push(bytes.subarray(from, to)));
        from = to;
      }
      expect(read).toHaveLength(1);
      const [only] = read as Frame[];
      expect(Buffer.compare(only!.payload, payload)).toBe(0);
      expect(only!.fields).toMatchObject({ opcode: frame.opcode, fin: frame.fin, rsv: frame.rsv, length });
      expect(encodeFrame({ ...frame, lengthBits: only!.fields.lengthBits })).toEqual(bytes);
    }
  });

  it('accepts a length form longer than needed and tells it', () => {
    const [frame] = new FrameDecoder().push(fromHex('81 7e 00 02 68 69')) as Frame[];
    expect(frame!.fields).toMatchObject({ length: 2, lengthBits: 16, headerLength: 4 });
  });

  it('says what is missing when the stream ends inside a frame', () => {
    const decoder = new FrameDecoder();
    decoder.push(fromHex('81 05 48 65'));
    expect(decoder.end()?.problem).toBe('The stream ended inside a frame: 2 of 5 payload bytes had come.');
    decoder.push(fromHex('81'));
    expect(decoder.end()?.problem).toBe('The stream ended inside a frame header, after 1 byte.');
  });

  it('gives up at a length that no receiver can hold', () => {
    const decoder = new FrameDecoder();
    const [found] = decoder.push(encodeFrame({ opcode: 2, length: 2n ** 63n, payload: 'abc' }));
    expect(found).toHaveProperty('problem');
    expect(decoder.push(bytesOf('more'))).toEqual([{ problem: expect.any(String), bytes: bytesOf('more') }]);
  });
});

describe('beside the ws package', () => {
  class Sink extends Duplex {
    readonly chunks: Buffer[] = [];
    override _read(): void {}
    override _write(chunk: Buffer, _encoding: string, done: () => void): void {
      this.chunks.push(chunk);
      done();
    }
  }

  it('reads what its Sender writes', () => {
    const sink = new Sink();
    const sender = new Sender(sink);
    const options = { fin: true, compress: false, binary: false, mask: true };
    sender.send('Hello, Ünïcode', options, () => {});
    sender.send(filled(70_000), { ...options, binary: true }, () => {});
    sender.ping('now', true, () => {});
    sender.close(4001, 'enough', true, () => {});
    const frames = new FrameDecoder().push(Buffer.concat(sink.chunks)) as Frame[];
    expect(frames.map((frame) => opcodeName(frame.fields.opcode))).toEqual(['text', 'binary', 'ping', 'close']);
    expect(new TextDecoder().decode(frames[0]!.payload)).toBe('Hello, Ünïcode');
    expect(Buffer.compare(frames[1]!.payload, filled(70_000))).toBe(0);
    expect(parseClose(frames[3]!.payload)).toEqual({ code: 4001, reason: 'enough' });
  });

  it('writes what its Receiver reads', async () => {
    const receiver = new Receiver({ isServer: true });
    const seen: unknown[] = [];
    receiver.on('message', (data: Buffer, isBinary: boolean) => seen.push([data.toString(), isBinary]));
    receiver.on('ping', (data: Buffer) => seen.push(['ping', data.toString()]));
    const concluded = new Promise<void>((resolve) => {
      receiver.on('conclude', (code: number, reason: Buffer) => {
        seen.push([code, reason.toString()]);
        resolve();
      });
    });
    receiver.write(encodeFrame({ opcode: opcode.text, payload: 'Hel', fin: false, maskKey: key }));
    receiver.write(encodeFrame({ opcode: opcode.ping, payload: 'p', maskKey: key }));
    receiver.write(encodeFrame({ opcode: opcode.continuation, payload: 'lo', maskKey: key }));
    receiver.write(encodeFrame({ opcode: opcode.binary, payload: 'bin', maskKey: key }));
    receiver.write(encodeFrame({ opcode: opcode.close, payload: encodeClose(1000, 'bye'), maskKey: key }));
    await concluded;
    expect(seen).toEqual([
      ['ping', 'p'],
      ['Hello', false],
      ['bin', true],
      [1000, 'bye'],
    ]);
  });
});

describe('MessageAssembler', () => {
  const frame = (code: number, payload: string, fin: boolean) =>
    new FrameDecoder().push(encodeFrame({ opcode: code, payload, fin }))[0] as Frame;

  it('joins fragments and lets control frames pass between them', () => {
    const assembler = new MessageAssembler();
    expect(assembler.push(frame(opcode.text, 'Hel', false))).toBeUndefined();
    expect(assembler.push(frame(opcode.ping, 'x', true))).toBeUndefined();
    expect(assembler.push(frame(opcode.continuation, 'lo', true))).toMatchObject({ kind: 'text', text: 'Hello' });
    expect(assembler.push(frame(opcode.binary, 'b', true))).toMatchObject({ kind: 'binary', text: undefined });
  });

  it('reads text only after the last fragment, for a character may span two', () => {
    const assembler = new MessageAssembler();
    const [first, second] = [bytesOf('é').subarray(0, 1), bytesOf('é').subarray(1)];
    const encode = (code: number, payload: Uint8Array, fin: boolean) =>
      new FrameDecoder().push(encodeFrame({ opcode: code, payload, fin }))[0] as Frame;
    assembler.push(encode(opcode.text, first, false));
    expect(assembler.push(encode(opcode.continuation, second, true))).toMatchObject({ text: 'é' });
    expect(assembler.push(encode(opcode.text, first, true))).toMatchObject({ kind: 'text', text: undefined });
  });

  it('names frames out of order', () => {
    const assembler = new MessageAssembler();
    expect(assembler.push(frame(opcode.continuation, 'x', true))).toHaveProperty('problem');
    assembler.push(frame(opcode.text, 'x', false));
    expect(assembler.push(frame(opcode.binary, 'x', true))).toHaveProperty('problem');
  });
});

it('reads Close payloads, also empty and cut ones', () => {
  expect(parseClose(new Uint8Array())).toEqual({ code: undefined, reason: '' });
  expect(parseClose(Uint8Array.of(3))).toEqual({ code: undefined, reason: '' });
  expect(parseClose(encodeClose(1008, 'no'))).toEqual({ code: 1008, reason: 'no' });
  expect(encodeClose()).toHaveLength(0);
});

it('masks back what it masked', () => {
  expect(mask(mask(filled(9), key), key)).toEqual(filled(9));
});
