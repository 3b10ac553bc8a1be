import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';

const marked = (text: string) =>
  segmentsOf(text)
    .map((segment) => (segment.kind === 'json' ? `<${segment.text}>` : segment.text))
    .join('');

describe('a sentence with JSON in it', () => {
  it('parts the JSON from the prose', () => {
    expect(marked('dan received {"type":"said","room":"eng"}.')).toBe('dan received <{"type":"said","room":"eng"}>.');
    expect(marked('[1,[2]] came, then {"a":{"b":[]}}')).toBe('<[1,[2]]> came, then <{"a":{"b":[]}}>');
  });

  it('is not misled by brackets inside strings', () => {
    expect(marked('got {"text":"} \\" {"} today')).toBe('got <{"text":"} \\" {"}> today');
  });

  it('leaves what only looks like JSON to the prose', () => {
    expect(marked('the room {eng} of [all')).toBe('the room {eng} of [all');
    expect(marked('a cut off {"type":"sai… message')).toBe('a cut off {"type":"sai… message');
    expect(marked('')).toBe('');
  });
});
