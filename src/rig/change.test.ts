import { expect, it } from 'vitest';
import { changeOf } from './change.ts';

it.each([
  ['a\r\nb', 'a\nb', 'This one had 4 characters, and has 3: at number 2 U+000D became U+000A.'],
  ['cafe\u0301', 'caf\u00e9', 'This one had 5 characters, and has 4: at number 4 U+0065 became U+00E9.'],
  ['long', 'lo', 'This one had 4 characters, and has 2: at number 3 U+006E became the end.'],
  ['lo', 'long', 'This one had 2 characters, and has 4: at number 3 the end became U+006E.'],
  ['a\u{1f4c8}', 'a?', 'This one had 3 characters, and has 2: at number 2 U+1F4C8 became U+003F.'],
])('tells %j from %j', (wanted, found, sentence) => {
  expect(changeOf(wanted, found)).toBe(sentence);
});
