import { codeToHtml } from 'shiki';
import { describe, expect, it } from 'vitest';
import { inEditor, inText, theme } from './highlight.ts';

const CODE = "// why\nconst rooms = new Map<string, string>([['eng', `b`]]);\n\nreturn rooms;";

describe('syntax colours', () => {
  it('are classes, so that one markup serves both themes', async () => {
    const html = await codeToHtml(CODE, { lang: 'ts', theme, transformers: [inText] });
    expect(html).not.toContain('style=');
    expect(html).toContain('<span class="c">// why</span>');
    expect(html).toContain('<span class="k">const</span> rooms = <span class="k">new</span> Map');
    expect(html).toContain(`<span class="s">'eng'</span>`);
  });

  it('keep a documentation comment one colour', async () => {
    const html = await codeToHtml('/** @returns why */', { lang: 'ts', theme, transformers: [inText] });
    expect(html).toContain('<span class="c">/** @returns why */</span>');
  });

  it('tell a block with a file name and an output block apart', async () => {
    const named = await codeToHtml(CODE, {
      lang: 'ts',
      theme,
      transformers: [inText],
      meta: { __raw: 'run file="rooms.ts"' },
    });
    expect(named).toContain('data-file="rooms.ts"');
    expect(named).toContain('aria-label="Code of rooms.ts"');
    const output = await codeToHtml('ok', { lang: 'text', theme, transformers: [inText], meta: { __raw: 'output' } });
    expect(output).toContain('class="code output"');
  });

  it('keep one element a line where the editor will stand, empty lines too', async () => {
    const html = await codeToHtml(CODE, { lang: 'ts', theme, transformers: [inEditor] });
    expect(html.match(/<span class="l">/g)).toHaveLength(4);
    expect(html).not.toContain('\n');
  });
});
