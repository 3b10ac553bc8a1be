import { describe, expect, it } from 'vitest';
import { FrameBatch, FrameType, framesOf } from './frames.ts';

const text = (value: string) => new TextEncoder().encode(value);

describe('frames', () => {
  it('come out of a batch as they went in', () => {
    const batch = new FrameBatch();
    batch.add(FrameType.SYN, 2, 3000 * 0x10000 + 40_001);
    batch.add(FrameType.DATA, 2, 5, text('hello'));
    batch.add(FrameType.DATA, 4_294_967_295, 0, text(''));
    batch.add(FrameType.WIN, 2, 65_536);
    batch.add(FrameType.FIN, 2, 0);

    expect(
      [...framesOf(batch.take())].map(({ data, ...head }) => ({ ...head, data: new TextDecoder().decode(data) })),
    ).toEqual([
      { type: FrameType.SYN, connection: 2, value: 3000 * 0x10000 + 40_001, data: '' },
      { type: FrameType.DATA, connection: 2, value: 5, data: 'hello' },
      { type: FrameType.DATA, connection: 4_294_967_295, value: 0, data: '' },
      { type: FrameType.WIN, connection: 2, value: 65_536, data: '' },
      { type: FrameType.FIN, connection: 2, value: 0, data: '' },
    ]);
  });

  it('keep the highest ports', () => {
    const batch = new FrameBatch();
    batch.add(FrameType.SYN6, 1, 65_535 * 0x10000 + 65_535);
    expect([...framesOf(batch.take())][0]?.value).toBe(0xffff_ffff);
  });

  it('copy what they are given', () => {
    const batch = new FrameBatch();
    const bytes = text('before');
    batch.add(FrameType.DATA, 0, bytes.byteLength, bytes);
    bytes.set(text('after!'));
    expect(new TextDecoder().decode([...framesOf(batch.take())][0]?.data)).toBe('before');
  });

  it('may be larger than what a batch begins with', () => {
    const batch = new FrameBatch();
    const large = new Uint8Array(100_000).fill(7);
    batch.add(FrameType.DATA, 0, large.byteLength, large);
    batch.add(FrameType.FIN, 0, 0);
    const [data, fin] = [...framesOf(batch.take())];
    expect(data?.data).toEqual(large);
    expect(fin?.type).toBe(FrameType.FIN);
  });

  it('leave an empty batch behind when they are taken', () => {
    const batch = new FrameBatch();
    batch.add(FrameType.FIN, 0, 0);
    batch.take();
    expect(batch.isEmpty).toBe(true);
    expect([...framesOf(batch.take())]).toEqual([]);
  });

  it('are refused when a batch is cut short', () => {
    const batch = new FrameBatch();
    batch.add(FrameType.DATA, 0, 5, text('hello'));
    expect(() => [...framesOf(batch.take().subarray(0, 12))]).toThrow(RangeError);
    expect(() => [...framesOf(new Uint8Array(3))]).toThrow(RangeError);
  });
});
