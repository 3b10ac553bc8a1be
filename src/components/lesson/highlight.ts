/** Syntax colours from the look's tokens: Shiki marks tokens with classes (`k`, `s`, `c`), so that one markup serves both themes. */
import type { ShikiTransformer, ThemeRegistration } from 'shiki';

/** Colours that never reach the page: each stands for the class it becomes. */
const PLAIN = '#000000';
const CLASSES: Readonly<Record<string, string>> = { '#000001': 'k', '#000002': 's', '#000003': 'c' };

export const theme: ThemeRegistration = {
  name: 'duplex',
  type: 'light',
  fg: PLAIN,
  bg: '#ffffff',
  settings: [
    { settings: { foreground: PLAIN } },
    {
      scope: [
        'storage',
        'keyword.control',
        'keyword.operator.new',
        'keyword.operator.expression',
        'variable.language.this',
      ],
      settings: { foreground: '#000001' },
    },
    { scope: ['storage.type.function.arrow', 'support', 'entity'], settings: { foreground: PLAIN } },
    { scope: ['string', 'constant.numeric', 'constant.character.escape'], settings: { foreground: '#000002' } },
    {
      scope: ['string.json support.type.property-name', 'support.type.property-name'],
      settings: { foreground: PLAIN },
    },
    {
      scope: ['comment', 'comment storage', 'comment entity', 'comment variable', 'comment punctuation'],
      settings: { foreground: '#000003' },
    },
  ],
};

/** Value of `file="rooms.ts"` in a fence's meta. */
function fileOf(meta: string): string | undefined {
  return /\bfile="([^"]+)"/.exec(meta)?.[1];
}

/** Fewer, plainer elements: one a coloured run, none for plain text. */
const runs: ShikiTransformer = {
  name: 'duplex:runs',
  preprocess(code, options) {
    // By default a line that takes longer than 500 ms stays half coloured: on a busy machine the first one does.
    options.tokenizeTimeLimit = 0;
    return code;
  },
  tokens(lines) {
    return lines.map((line) => {
      const merged: typeof line = [];
      for (const token of line) {
        const before = merged.at(-1);
        const color = token.content.trim() === '' && before ? before.color : token.color;
        if (before && before.color === color) before.content += token.content;
        else merged.push({ ...token, color });
      }
      return merged;
    });
  },
  line(node) {
    node.children = node.children.map((child) => {
      if (child.type !== 'element') return child;
      const color = /#\w{6}/.exec(String(child.properties.style ?? ''))?.[0]?.toLowerCase() ?? PLAIN;
      const name = CLASSES[color];
      const text = child.children[0];
      if (!name && text) return text;
      child.properties = { class: name };
      return child;
    });
  },
};

/** For code in the text. A fence's meta may say `file="rooms.ts"` and `output`. */
export const inText: ShikiTransformer = {
  ...runs,
  code(node) {
    node.children = node.children.flatMap((line) => (line.type === 'element' ? line.children : [line]));
  },
  pre(node) {
    const meta = String(this.options.meta?.__raw ?? '');
    const file = fileOf(meta);
    const isOutput = /\boutput\b/.test(meta);
    node.properties = {
      class: isOutput ? 'code output' : 'code',
      tabindex: '0',
      role: 'group',
      'aria-label': isOutput ? 'Output' : file ? `Code of ${file}` : 'Code',
      ...(file ? { 'data-file': file } : {}),
    };
  },
};

/** For code that stands where the editor will: numbered lines. */
export const inEditor: ShikiTransformer = {
  ...runs,
  code(node) {
    node.children = node.children.filter((child) => child.type === 'element');
    for (const line of node.children) if (line.type === 'element') line.properties = { class: 'l' };
  },
  pre(node) {
    node.properties = {};
  },
};
