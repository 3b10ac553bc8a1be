import { describe, expect, it } from 'vitest';
import { encodeSequence, SequenceDecoder } from './sequence.ts';

const values = [{ type: 'ready' }, { type: 'output', text: 'a\nb\u001ec' }, 'plain', null];
const stream = values.map(encodeSequence).join('');

describe('a JSON text sequence', () => {
  it('comes back as it was written', () => {
    expect(new SequenceDecoder().push(stream)).toEqual(values);
  });

  it('comes back however it is chunked', () => {
    const decoder = new SequenceDecoder();
    expect([...stream].flatMap((character) => decoder.push(character))).toEqual(values);
  });

  it('skips other text around records', () => {
    const decoder = new SequenceDecoder();
    expect(decoder.push(`noise\n${encodeSequence(1)}more noise\n`)).toEqual([1]);
    expect(decoder.push(`and more${encodeSequence(2)}`)).toEqual([2]);
  });

  it('skips a truncated record and goes on with the next', () => {
    expect(new SequenceDecoder().push(`\u001e{"type":${encodeSequence(3)}`)).toEqual([3]);
  });
});
