import { describe, expect, it } from 'vitest';
import { shorten } from './shorten.ts';

describe('shorten', () => {
  it('leaves alone what is short', () => {
    expect(shorten('x'.repeat(160))).toBe('x'.repeat(160));
    const message = JSON.stringify({ text: 'y'.repeat(100) });
    expect(shorten(message)).toBe(message);
  });

  it('ends a long text', () => {
    expect(shorten('x'.repeat(161))).toBe(`${'x'.repeat(160)}…`);
    expect(shorten('abcdef', 3)).toBe('abc…');
  });

  it('cuts the long strings of a JSON text, so that the fields after them are seen', () => {
    const message = JSON.stringify({ payload: { message: 'é'.repeat(300), from: 'ana' } });
    expect(shorten(message)).toBe(`{"payload":{"message":"${'é'.repeat(40)}…","from":"ana"}}`);
  });

  it('never ends within an escape', () => {
    const message = JSON.stringify({ message: '"\\'.repeat(100), from: 'ana' });
    const shown = shorten(message);
    expect(shown).toBe(`{"message":"${'\\"\\\\'.repeat(20)}…","from":"ana"}`);
    expect(JSON.parse(shown)).toMatchObject({ from: 'ana' });
  });

  it('is quick on what was made to be slow', () => {
    const hostile = '"\\'.repeat(500_000);
    expect(shorten(hostile)).toHaveLength(161);
    expect(shorten('"'.repeat(1_000_000))).toHaveLength(161);
  });
});
