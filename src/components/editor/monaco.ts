/** Monaco, set up for a submission: loaded with `import()` only when the learner reaches the editor. */

import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import { editor, KeyCode, Uri } from 'monaco-editor/editor.js';
// The language services bring every feature along, but late; what registers after the first editor is made finds no
// services. So all of them are registered here, before.
import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/javascript/register.js';
import 'monaco-editor/languages/definitions/typescript/register.js';
import {
  javascriptDefaults,
  type LanguageServiceDefaults,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register.js';
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker.js?worker';

export { editor, KeyCode, Uri };

// Monaco asks the global for its workers.
Reflect.set(globalThis, 'MonacoEnvironment', {
  getWorker: (_id: string, label: string) =>
    label === 'typescript' || label === 'javascript' ? new TypeScriptWorker() : new EditorWorker(),
});

/** Numbers of TypeScript's own enums, which Monaco's types do not let through. */
const ES_NEXT = 99;
const NODE_RESOLUTION = 2;

const options = {
  target: ES_NEXT,
  module: ES_NEXT,
  moduleResolution: NODE_RESOLUTION,
  allowNonTsExtensions: true,
  allowImportingTsExtensions: true,
  allowJs: true,
  checkJs: false,
  esModuleInterop: true,
  noEmit: true,
  strict: false,
  lib: ['esnext'],
  typeRoots: ['file:///node_modules/@types'],
};

for (const defaults of [typescriptDefaults, javascriptDefaults] satisfies LanguageServiceDefaults[]) {
  defaults.setCompilerOptions(options);
  defaults.setEagerModelSync(true);
}

let typesLoaded: Promise<void> | undefined;

/** Fetches the types of Node and of the exercise's packages, once. Without them the editor still edits. */
export function loadTypes(url: string): Promise<void> {
  typesLoaded ??= fetch(url)
    .then((response) => response.json())
    .then((files: Record<string, string>) => {
      const libraries = Object.entries(files).map(([path, content]) => ({ filePath: `file://${path}`, content }));
      typescriptDefaults.setExtraLibs(libraries);
      javascriptDefaults.setExtraLibs(libraries);
    })
    .catch(() => {
      typesLoaded = undefined;
    });
  return typesLoaded;
}

/** A model's address: a stack's `server.ts` and the editor's file are the same. */
export const modelUri = (file: string) => Uri.parse(`file:///app/${file}`);

/** Colours by the site's tokens, read off the page, so that both themes come from one place. */
export function applyTheme(): void {
  const probe = document.createElement('span');
  document.body.append(probe);
  const token = (name: string) => {
    probe.style.color = `var(${name})`;
    return hex(getComputedStyle(probe).color);
  };
  const ink = token('--ink');
  const dark = luminance(token('--paper')) < 0.5;
  editor.defineTheme('duplex', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: ink },
      { token: 'comment', foreground: token('--ink-3') },
      { token: 'keyword', foreground: token('--syn-key') },
      { token: 'string', foreground: token('--syn-str') },
      { token: 'number', foreground: token('--syn-str') },
      { token: 'regexp', foreground: token('--syn-str') },
    ],
    colors: {
      'editor.background': token('--paper'),
      'editor.foreground': ink,
      'editorLineNumber.foreground': token('--ink-3'),
      'editorLineNumber.activeForeground': ink,
      'editor.lineHighlightBackground': token('--panel'),
      'editor.lineHighlightBorder': token('--panel'),
      'editor.selectionBackground': token('--well'),
      'editorCursor.foreground': ink,
      'editorError.foreground': token('--fail'),
      'editorWarning.foreground': token('--ink-2'),
      'editorWidget.background': token('--panel'),
      'editorWidget.border': token('--rule-2'),
      'editorHoverWidget.background': token('--panel'),
      'editorSuggestWidget.selectedBackground': token('--well'),
      'editorSuggestWidget.highlightForeground': ink,
      'diffEditor.insertedTextBackground': `${token('--pass-tint')}`,
      'diffEditor.removedTextBackground': `${token('--fail-tint')}`,
      'diffEditor.insertedLineBackground': `${token('--pass-tint')}`,
      'diffEditor.removedLineBackground': `${token('--fail-tint')}`,
      'scrollbarSlider.background': token('--rule'),
      'scrollbarSlider.hoverBackground': token('--rule-2'),
      'scrollbarSlider.activeBackground': token('--rule-2'),
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`editorBracketHighlight.foreground${level}`, ink])),
      focusBorder: ink,
    },
  });
  probe.remove();
  editor.setTheme('duplex');
}

/** `rgb(1, 2, 3)` to `#010203`: Monaco takes nothing else. */
function hex(color: string): string {
  const parts = color.match(/[\d.]+/g)?.slice(0, 3) ?? ['0', '0', '0'];
  return `#${parts.map((part) => Math.round(Number(part)).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The two sides of a comparison. Kept: a diff that is under way when its models go fails. */
export function compareModels(file: string, mine: string, solution: string) {
  const side = (name: string, text: string) => {
    const uri = Uri.parse(`compare://${name}/${file}`);
    const model = editor.getModel(uri) ?? editor.createModel(text, undefined, uri);
    if (model.getValue() !== text) model.setValue(text);
    return model;
  };
  return { original: side('mine', mine), modified: side('solution', solution) };
}

/** Options every editor of the site has. */
export const EDITOR_OPTIONS = {
  fontFamily: 'Wire, ui-monospace, "Cascadia Mono", Menlo, monospace',
  fontSize: 13,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  automaticLayout: true,
  tabSize: 2,
  insertSpaces: true,
  padding: { top: 8, bottom: 8 },
  // Numbers end, and code begins, where they do in the page's highlighted code.
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 28,
  glyphMargin: false,
  folding: false,
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  renderLineHighlight: 'line',
  // Faded unused variables fall below the contrast that reading needs.
  showUnused: false,
  // Colour has its jobs here, and pairing brackets is none of them.
  bracketPairColorization: { enabled: false },
  guides: { indentation: false, bracketPairs: false },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
  fixedOverflowWidgets: true,
  'semanticHighlighting.enabled': false,
} as const satisfies editor.IStandaloneEditorConstructionOptions;
