import { describe, expect, it } from 'vitest';
import { LineBuffer } from './lines.ts';

const texts = (buffer: LineBuffer) => buffer.snapshot().lines.map((line) => `${line.from}: ${line.text}`);

describe('the console', () => {
  it('joins the parts of a line that came in pieces', () => {
    const buffer = new LineBuffer();
    buffer.append('stdout', 'listening ');
    buffer.append('stdout', 'on 3000\nready');
    expect(texts(buffer)).toEqual(['stdout: listening on 3000', 'stdout: ready']);
  });

  it('keeps empty lines, and the two streams apart', () => {
    const buffer = new LineBuffer();
    buffer.append('stdout', 'a\n\nb');
    buffer.append('stderr', 'oh\n');
    buffer.append('stdout', 'c\n');
    expect(texts(buffer)).toEqual(['stdout: a', 'stdout: ', 'stdout: b', 'stderr: oh', 'stdout: c']);
  });

  it('keeps the newest lines and counts the others', () => {
    const buffer = new LineBuffer();
    for (let n = 0; n < 2500; n++) buffer.append('stdout', `${n}\n`);
    expect(buffer.snapshot().lines).toHaveLength(2000);
    expect(buffer.snapshot().dropped).toBe(500);
    expect(texts(buffer).at(-1)).toBe('stdout: 2499');
  });
});
