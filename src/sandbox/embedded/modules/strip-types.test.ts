import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { stripTypes } from './strip-types.ts';
import { ACCEPTED, INVALID, REFUSED } from './testing/typescript-corpus.ts';
import { TypeScriptError } from './typescript-error.ts';

const CODES = {
  UnsupportedSyntax: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  InvalidSyntax: 'ERR_INVALID_TYPESCRIPT_SYNTAX',
};
const native = (source: string) => stripTypeScriptTypes(source);

function refusalOf(run: () => unknown): { code: unknown; message: string; place: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof TypeScriptError) {
      const { code, message, filename, startLine, snippet } = error;
      return { code: CODES[code], message, place: `${filename}:${startLine}\n${snippet}` };
    }
    const { code, message, stack = '' } = error as Error & { code: unknown };
    return { code, message, place: stack.split('\nSyntaxError')[0] ?? '' };
  }
  throw new Error('was not refused');
}

describe('type stripping', () => {
  it.each(ACCEPTED)('gives the very bytes that Node gives: %j', (source) => {
    expect(stripTypes(source, '')).toBe(native(source));
  });

  it.each(REFUSED)('refuses in the words of Node: %j', (source) => {
    expect(refusalOf(() => stripTypes(source, ''))).toEqual(refusalOf(() => native(source)));
  });

  it.each(INVALID)('calls invalid what Node calls invalid: %j', (source) => {
    expect(refusalOf(() => stripTypes(source, '')).code).toBe(refusalOf(() => native(source)).code);
  });
});
