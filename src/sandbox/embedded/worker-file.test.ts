import { describe, expect, it } from 'vitest';
import { packWorker, unpackWorker } from './worker-file.ts';

describe('the file of a worker', () => {
  it('holds a script and a library', () => {
    const { script, library } = unpackWorker(packWorker('run("─")', 'text ─').buffer);
    expect(new TextDecoder().decode(script)).toMatch(/^\/\/\d+ +\nrun\("─"\)\n$/);
    expect(new TextDecoder().decode(library)).toBe('text ─');
  });

  it('is told from anything else', () => {
    expect(() => unpackWorker(new TextEncoder().encode('<!doctype html>').buffer)).toThrow(RangeError);
  });
});
