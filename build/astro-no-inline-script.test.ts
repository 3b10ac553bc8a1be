import { describe, expect, it } from 'vitest';
import { inlineScript } from './astro-no-inline-script.ts';

describe('the guard against inline scripts', () => {
  it('lets files and data pass', () => {
    const html =
      '<script src="/a.js"></script><script type="module" src="/b.js"></script><script type="application/json" id="d">{}</script>';
    expect(inlineScript(html)).toBeUndefined();
  });

  it('finds a script without a file', () => {
    expect(inlineScript('<p>text</p><script type="module">start()</script>')).toBe('<script type="module">start()');
  });

  it('finds a handler in an attribute', () => {
    expect(inlineScript('<button class="btn" onclick="start()">Run</button>')).toContain('onclick=');
  });

  it('does not take text about handlers for one', () => {
    expect(inlineScript('<code>&lt;button onclick="start()"&gt;</code>')).toBeUndefined();
  });
});
