import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detachedKernel } from '../testing.ts';
import { createZlibBinding } from './index.ts';

interface Handle {
  onerror: (message: string, errno: number, code: string) => void;
  init(...args: unknown[]): void;
  write(...args: unknown[]): void;
  writeSync(...args: unknown[]): void;
  params(level: number, strategy: number): void;
  reset(): void;
  close(): void;
}

const jobs: string[] = [];
const kernel = detachedKernel();
const job = (label: string) => {
  jobs.push(label);
  return () => void jobs.push(`${label} done`);
};
const binding = createZlibBinding({ ...kernel, job }) as {
  Zlib: new (mode: number) => Handle;
  BrotliEncoder: new (mode: number) => unknown;
  crc32(data: unknown, value: number): number;
};

const { Z_FINISH, Z_SYNC_FLUSH, Z_NO_FLUSH, DEFLATE, INFLATE, GZIP, GUNZIP, DEFLATERAW, INFLATERAW, UNZIP } =
  zlib.constants;

interface Options {
  windowBits?: number;
  level?: number;
  memLevel?: number;
  strategy?: number;
  dictionary?: Buffer;
  chunkSize?: number;
  rejectGarbageAfterEnd?: boolean;
}

/** Drives a handle as the library's `processChunkSync` does. */
class Driver {
  readonly handle: Handle;
  readonly state = new Uint32Array(2);
  readonly #chunkSize: number;
  failure: { message: string; errno: number; code: string } | undefined;
  /** Bytes of the last input that were left over. */
  rest = 0;

  constructor(mode: number, options: Options = {}) {
    this.handle = new binding.Zlib(mode);
    const {
      windowBits = 15,
      level = -1,
      memLevel = 8,
      strategy = 0,
      dictionary,
      rejectGarbageAfterEnd = false,
    } = options;
    const parameters = [windowBits, level, memLevel, strategy, this.state, () => {}, dictionary, rejectGarbageAfterEnd];
    this.handle.init(...parameters);
    this.handle.onerror = (message, errno, code) => {
      this.failure = { message, errno, code };
    };
    this.#chunkSize = options.chunkSize ?? 16_384;
  }

  feed(input: Buffer, flush: number): Buffer {
    const outputs: Buffer[] = [];
    let offset = 0;
    let available = input.length;
    for (;;) {
      const output = Buffer.alloc(this.#chunkSize);
      this.handle.writeSync(flush, input, offset, available, output, 0, output.length);
      if (this.failure) return Buffer.concat(outputs);
      outputs.push(output.subarray(0, output.length - this.state[0]!));
      offset += available - this.state[1]!;
      available = this.state[1]!;
      this.rest = available;
      if (this.state[0] !== 0) return Buffer.concat(outputs);
    }
  }
}

/** The whole of `input` at once, then in pieces of each of these sizes. */
function outcome(mode: number, input: Buffer, options: Options, size = input.length): unknown {
  const driver = new Driver(mode, options);
  let output = Buffer.alloc(0);
  for (let at = 0; at < input.length || at === 0; at += Math.max(size, 1)) {
    const isLast = at + size >= input.length;
    output = Buffer.concat([output, driver.feed(input.subarray(at, at + size), isLast ? Z_FINISH : Z_NO_FLUSH)]);
    if (driver.failure) return driver.failure;
    if (isLast) break;
  }
  return output.toString('latin1');
}

const SYNC = {
  [INFLATE]: zlib.inflateSync,
  [GUNZIP]: zlib.gunzipSync,
  [INFLATERAW]: zlib.inflateRawSync,
  [UNZIP]: zlib.unzipSync,
};

function nativeOutcome(mode: number, input: Buffer, options: Options): unknown {
  try {
    return (SYNC[mode]!(input, options) as Buffer).toString('latin1');
  } catch (error) {
    const { message, errno, code } = error as Error & { errno: number; code: string };
    return { message, errno, code };
  }
}

const TEXTS = [
  Buffer.alloc(0),
  Buffer.from('hello'),
  Buffer.from('abc'.repeat(5000)),
  Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 2_654_435_761) >>> 24)),
];
const PAIRS = [
  ['deflate', DEFLATE, INFLATE, zlib.deflateSync],
  ['gzip', GZIP, GUNZIP, zlib.gzipSync],
  ['raw deflate', DEFLATERAW, INFLATERAW, zlib.deflateRawSync],
] as const;

describe.each(PAIRS)('%s', (_name, deflating, inflating, nativeDeflate) => {
  it('is read by Node, at each level and strategy', () => {
    for (const text of TEXTS) {
      for (let level = -1; level <= 9; level++) {
        const packed = Buffer.from(
          outcome(deflating, text, { level, strategy: Math.max(level, 0) % 5 }) as string,
          'latin1',
        );
        expect(nativeOutcome(inflating, packed, {})).toBe(text.toString('latin1'));
      }
      for (const options of [{ windowBits: 9 }, { memLevel: 1 }, { memLevel: 9, chunkSize: 64 }, { windowBits: 15 }]) {
        const packed = Buffer.from(outcome(deflating, text, options) as string, 'latin1');
        expect(nativeOutcome(inflating, packed, { windowBits: options.windowBits ?? 15 })).toBe(
          text.toString('latin1'),
        );
      }
    }
  });

  it('of Node is read, whole and in pieces', () => {
    for (const text of TEXTS) {
      const packed = nativeDeflate(text);
      for (const size of [packed.length, 7, 1000]) {
        expect(outcome(inflating, packed, { chunkSize: 512 }, size)).toBe(text.toString('latin1'));
      }
    }
  });

  it('fails as in Node when it is cut off, changed or followed by something else', () => {
    const packed = nativeDeflate(Buffer.from('hello hello hello hello'));
    const inputs = Array.from({ length: packed.length }, (_, end) => packed.subarray(0, end));
    for (let at = 0; at < packed.length; at++) {
      const changed = Buffer.from(packed);
      changed[at]! ^= 0x55;
      inputs.push(changed);
    }
    for (const rest of ['junk', '\0\0\0', '\x1f', '\x1f\x8b', '\x1f\x8bxx', '\0junk']) {
      inputs.push(Buffer.concat([packed, Buffer.from(rest, 'latin1')]));
    }
    inputs.push(Buffer.concat([packed, packed]), Buffer.concat([packed, packed, Buffer.from('zz')]));
    for (const mode of [inflating, UNZIP]) {
      for (const input of inputs) {
        const hex = input.toString('hex');
        expect([mode, hex, outcome(mode, input, {})]).toEqual([mode, hex, nativeOutcome(mode, input, {})]);
      }
    }
  });
});

it('tells gzip from zlib one byte at a time', () => {
  for (const pack of [zlib.gzipSync, zlib.deflateSync]) {
    expect(outcome(UNZIP, pack(Buffer.from('either')), {}, 1)).toBe('either');
  }
});

it('leaves what follows a stream to the library when garbage is to be rejected', () => {
  const packed = zlib.gzipSync('one');
  const driver = new Driver(GUNZIP, { rejectGarbageAfterEnd: true });
  expect(driver.feed(Buffer.concat([packed, packed]), Z_FINISH).toString()).toBe('one');
  expect(driver.rest).toBe(packed.length);
});

it('reads and writes with a dictionary, and names its lack as Node does', () => {
  const dictionary = Buffer.from('hello world, the dictionary');
  const text = Buffer.from('hello world, hello dictionary');
  const packed = Buffer.from(outcome(DEFLATE, text, { dictionary }) as string, 'latin1');
  expect(zlib.inflateSync(packed, { dictionary }).toString()).toBe(text.toString());
  const raw = Buffer.from(outcome(DEFLATERAW, text, { dictionary }) as string, 'latin1');
  expect(zlib.inflateRawSync(raw, { dictionary }).toString()).toBe(text.toString());
  const ofNode = zlib.deflateSync(text, { dictionary });
  for (const options of [{ dictionary }, {}, { dictionary: Buffer.from('another') }]) {
    expect(outcome(INFLATE, ofNode, options)).toEqual(nativeOutcome(INFLATE, ofNode, options));
  }
  const rawOfNode = zlib.deflateRawSync(text, { dictionary });
  expect(outcome(INFLATERAW, rawOfNode, { dictionary })).toBe(text.toString());
});

it('takes the window size from the stream when it is 0', () => {
  const packed = zlib.deflateSync('sized', { windowBits: 9 });
  expect(outcome(INFLATE, packed, { windowBits: 0 })).toBe('sized');
});

it('changes level and strategy in mid-stream', () => {
  const driver = new Driver(DEFLATE, { level: 0 });
  const parts = [driver.feed(Buffer.from('stored '.repeat(100)), Z_SYNC_FLUSH)];
  driver.handle.params(9, 0);
  parts.push(driver.feed(Buffer.from('packed '.repeat(100)), Z_SYNC_FLUSH));
  driver.handle.params(0, 2);
  parts.push(driver.feed(Buffer.from('stored again'), Z_FINISH));
  expect(driver.failure).toBeUndefined();
  expect(parts[1]!.length).toBeLessThan(100);
  expect(zlib.inflateSync(Buffer.concat(parts)).toString()).toBe(
    `${'stored '.repeat(100)}${'packed '.repeat(100)}stored again`,
  );
});

it('carries permessage-deflate: sync flushes, and resets between messages', () => {
  const sender = new Driver(DEFLATERAW);
  const receiver = new Driver(INFLATERAW);
  for (const takeover of [true, false]) {
    for (const text of ['first', 'first again', 'x'.repeat(40_000)]) {
      const packed = sender.feed(Buffer.from(text), Z_SYNC_FLUSH);
      expect(packed.subarray(-4).toString('hex')).toBe('0000ffff');
      expect(receiver.feed(packed, Z_SYNC_FLUSH).toString()).toBe(text);
      if (takeover) continue;
      sender.handle.reset();
      receiver.handle.reset();
    }
  }
});

it('works asynchronously as one job, and keeps a write that is under way when it is closed', async () => {
  jobs.length = 0;
  const handle = new binding.Zlib(DEFLATE);
  const state = new Uint32Array(2);
  const output = Buffer.alloc(100);
  await new Promise<void>((resolve) => {
    handle.init(15, -1, 8, 0, state, resolve, undefined, false);
    handle.write(Z_FINISH, Buffer.from('later'), 0, 5, output, 0, 100);
    handle.close();
    expect(jobs).toEqual(['ZLIB']);
  });
  expect(jobs).toEqual(['ZLIB', 'ZLIB done']);
  expect(zlib.inflateSync(output.subarray(0, 100 - state[0]!)).toString()).toBe('later');
});

it('computes CRC-32 as Node does', () => {
  for (const data of ['', 'abc', 'h\u00e9', Buffer.from('bytes'), new Uint16Array([1, 65_535])]) {
    for (const start of [0, 5, 4_294_967_295]) expect(binding.crc32(data, start)).toBe(zlib.crc32(data, start));
  }
});

it('says that Brotli is not in the sandbox', () => {
  expect(() => new binding.BrotliEncoder(9)).toThrow(expect.objectContaining({ code: 'ERR_SANDBOX_UNSUPPORTED' }));
});
