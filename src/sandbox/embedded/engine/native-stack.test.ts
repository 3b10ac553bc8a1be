import { describe, expect, it } from 'vitest';
import { CallSite } from './call-site.ts';
import { isNativeStack, parseNativeStack } from './native-stack.ts';

/** As V8 would print them. */
const lines = (stack: string) => parseNativeStack(stack).map((frame) => String(new CallSite(frame)));

describe('a stack of Firefox', () => {
  it('is read frame by frame', () => {
    const stack =
      'f@/app/main.js:2:22\n@file:///app/main.mjs:3:13\nModule.prototype.load@node:internal/loader:1678:32\n';
    expect(lines(stack)).toEqual([
      'f (/app/main.js:2:22)',
      'file:///app/main.mjs:3:13',
      'Module.load (node:internal/loader:1678:32)',
    ]);
  });

  it('loses the names that the engine guesses', () => {
    const stack = 'outer/inner@/a.js:1:1\nouter/<@/a.js:2:1\n#hear/<@/a.js:3:1\n#turn@/a.js:4:1';
    expect(lines(stack)).toEqual(['inner (/a.js:1:1)', '/a.js:2:1', '/a.js:3:1', '#turn (/a.js:4:1)']);
  });

  it('tells what waited', () => {
    expect(lines('async*late@/a.js:1:1\npromise callback*then@/a.js:2:1\nsetTimeout handler*@/a.js:3:1')).toEqual([
      'async late (/a.js:1:1)',
      'async then (/a.js:2:1)',
      'async /a.js:3:1',
    ]);
  });

  it('keeps an address that holds an @ and colons', () => {
    const [frame] = parseNativeStack('f@http://user@host:8080/a.js:10:20');
    expect(frame).toMatchObject({ name: 'f', file: 'http://user@host:8080/a.js', line: 10, column: 20 });
  });
});

describe('a stack of WebKit', () => {
  it('has code of files, built-in functions, and functions of which no place is known', () => {
    const stack =
      'h@\nmap@[native code]\nasync late@/a.js:2:23\nglobal code@/a.js:4:5\neval code@\nmodule code@/b.mjs:1:1';
    expect(lines(stack)).toEqual([
      'h (<anonymous>)',
      'map (<anonymous>)',
      'async late (/a.js:2:23)',
      '/a.js:4:5',
      '<anonymous>',
      '/b.mjs:1:1',
    ]);
  });

  it('is told from what a program wrote', () => {
    expect(isNativeStack('g@\nglobal code@blob:null/1:4:9')).toBe(true);
    expect(isNativeStack('')).toBe(true);
    expect(isNativeStack('Error: a@b\n    at f (/app/main.js:1:1)')).toBe(false);
    expect(isNativeStack('my own words')).toBe(false);
  });
});
