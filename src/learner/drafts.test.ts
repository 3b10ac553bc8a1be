import { describe, expect, it } from 'vitest';
import { draftStore, StorageError } from './drafts.ts';

function memoryStorage(): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
    key: (n) => [...map.keys()][n] ?? null,
    get length() {
      return map.size;
    },
  };
}

describe('drafts', () => {
  it('gives back what was saved', () => {
    const store = draftStore(memoryStorage(), () => 7);
    store.save('hub', { 'server.ts': 'a' });
    expect(store.load('hub')).toEqual({ version: 1, savedAt: 7, files: { 'server.ts': 'a' } });
    expect(store.load('other')).toBeUndefined();
  });

  it('keeps a retired version in the history, newest first', () => {
    const store = draftStore(memoryStorage(), () => 7);
    store.retire('hub', { 'server.ts': 'first' }, 'reset');
    store.retire('hub', { 'server.ts': 'second' }, 'reset');
    expect(store.load('hub')).toBeUndefined();
    expect(store.history('hub').map((version) => version.files['server.ts'])).toEqual(['second', 'first']);
  });

  it('survives a draft that something else garbled', () => {
    const storage = memoryStorage();
    storage.setItem('duplex:draft:hub', '{"version":');
    expect(draftStore(storage).load('hub')).toBeUndefined();
    storage.setItem('duplex:draft:hub', '{"version":1,"files":3}');
    expect(draftStore(storage).load('hub')).toBeUndefined();
  });

  it('says what to do when the device keeps nothing', () => {
    const full = {
      ...memoryStorage(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => draftStore(full).save('hub', {})).toThrow(StorageError);
    expect(() => draftStore(undefined).save('hub', {})).toThrow(/Copy your code/);
  });
});
