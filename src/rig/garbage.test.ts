import { describe, expect, it } from 'vitest';
import { GARBAGE, spoiled } from './garbage.ts';

const parses = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the garbage corpus', () => {
  it('is what it says it is, each input once', () => {
    for (const { data, kind, name } of GARBAGE) {
      expect([name, typeof data === 'string' ? (parses(data) ? 'meaningless' : 'unparsable') : 'binary']).toEqual([
        name,
        kind,
      ]);
    }
    expect(new Set(GARBAGE.map(({ name }) => name)).size).toBe(GARBAGE.length);
    expect(new Set(GARBAGE.filter(({ kind }) => kind !== 'binary').map(({ data }) => data)).size).toBe(
      GARBAGE.filter(({ kind }) => kind !== 'binary').length,
    );
  });

  it('carries names that every object has as its own fields', () => {
    const proto = GARBAGE.find(({ name }) => name === 'the type "__proto__"');
    expect(JSON.parse(String(proto?.data))).toEqual({ type: '__proto__' });
  });

  it('spoils a message field by field, and never into a valid one', () => {
    const valid = { v: 1, payload: { channels: ['a'] } };
    const found = spoiled(valid, ['v', 'payload', 'payload.channels']);
    const values = found.map(({ data }) => JSON.parse(String(data)));
    expect(values).toContainEqual({ payload: { channels: ['a'] } });
    expect(values).toContainEqual({ v: 1, payload: null });
    expect(values).toContainEqual({ v: 1, payload: {} });
    expect(values).toContainEqual({ v: 1, payload: { channels: 'x' } });
    for (const { v, payload } of values) {
      const isValid = typeof v === 'number' && typeof payload === 'object' && Array.isArray(payload?.channels);
      expect(isValid).toBe(false);
    }
    expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
  });
});
