/** The editor of one file: Monaco where there is a keyboard and room, a plain text area elsewhere and until Monaco is there. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Place } from '../../lab/play.ts';
import type { editor as MonacoEditor } from './monaco.ts';

interface Props {
  file: string;
  text: string;
  typesUrl: string;
  readOnly: boolean;
  /** Shown and marked when it changes. */
  place: Place | undefined;
  onChange(text: string): void;
  /** Escape: focus goes to what follows the editor. */
  onLeave(): void;
}

/** Monaco wants a fine pointer and the width of its widgets. */
const roomy = () => matchMedia('(min-width: 820px) and (pointer: fine)').matches;

export function CodeEditor(props: Props) {
  const [monaco, setMonaco] = useState<typeof import('./monaco.ts')>();
  useEffect(() => {
    if (!roomy()) return;
    let gone = false;
    void import('./monaco.ts').then((module) => {
      if (!gone) setMonaco(module);
    });
    return () => {
      gone = true;
    };
  }, []);
  return monaco ? <MonacoFile {...props} monaco={monaco} /> : <PlainFile {...props} />;
}

function MonacoFile({
  monaco,
  file,
  text,
  typesUrl,
  readOnly,
  place,
  onChange,
  onLeave,
}: Props & { monaco: typeof import('./monaco.ts') }) {
  const host = useRef<HTMLDivElement>(null);
  const instance = useRef<MonacoEditor.IStandaloneCodeEditor | null>(null);
  const latest = useRef({ onChange, onLeave });
  latest.current = { onChange, onLeave };

  useEffect(() => {
    if (!host.current) return;
    monaco.applyTheme();
    void monaco.loadTypes(typesUrl);
    const editor = monaco.editor.create(host.current, { ...monaco.EDITOR_OPTIONS, model: null, theme: 'duplex' });
    instance.current = editor;
    // Escape first closes what floats (completions, find); only then does it leave.
    editor.addCommand(
      monaco.KeyCode.Escape,
      () => latest.current.onLeave(),
      '!suggestWidgetVisible && !findWidgetVisible && !renameInputVisible && !parameterHintsVisible && !editorHasMultipleSelections && !editorHasSelection',
    );
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', monaco.applyTheme);
    const themed = new MutationObserver(monaco.applyTheme);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      themed.disconnect();
      dark.removeEventListener('change', monaco.applyTheme);
      editor.dispose();
    };
  }, [monaco, typesUrl]);

  useEffect(() => {
    const uri = monaco.modelUri(file);
    const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(text, undefined, uri);
    if (model.getValue() !== text) model.setValue(text);
    instance.current?.setModel(model);
    instance.current?.updateOptions({ readOnly, ariaLabel: `Editor, ${file}. Escape leaves the editor.` });
    const listening = model.onDidChangeContent(() => latest.current.onChange(model.getValue()));
    return () => listening.dispose();
  }, [monaco, file, readOnly]);

  // A change from outside (a reset, a restored version), not the learner's own typing.
  useEffect(() => {
    const model = monaco.editor.getModel(monaco.modelUri(file));
    if (model && model.getValue() !== text) model.setValue(text);
  }, [monaco, file, text]);

  useEffect(() => {
    const editor = instance.current;
    if (!editor || !place || place.file !== file) return;
    const marks = editor.createDecorationsCollection([
      {
        range: { startLineNumber: place.line, startColumn: 1, endLineNumber: place.line, endColumn: 1 },
        options: { isWholeLine: true, className: 'bad-line' },
      },
    ]);
    editor.setPosition({ lineNumber: place.line, column: place.column ?? 1 });
    editor.revealLineInCenterIfOutsideViewport(place.line);
    const cleared = editor.onDidChangeModelContent(() => marks.clear());
    return () => {
      cleared.dispose();
      marks.clear();
    };
  }, [file, place]);

  return <div class="monaco grow" ref={host} data-file={file} />;
}

function PlainFile({ file, text, readOnly, place, onChange, onLeave }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!area.current || !place || place.file !== file) return;
    const lines = area.current.value.split('\n');
    const before = lines.slice(0, place.line - 1).join('\n').length + (place.line > 1 ? 1 : 0);
    area.current.focus();
    area.current.setSelectionRange(before, before + (lines[place.line - 1]?.length ?? 0));
  }, [file, place]);
  return (
    <textarea
      class="plain scroll"
      ref={area}
      value={text}
      readOnly={readOnly}
      spellcheck={false}
      autocapitalize="off"
      autocomplete="off"
      wrap="off"
      aria-label={`Editor, ${file}. Escape leaves the editor.`}
      data-file={file}
      onInput={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave();
      }}
    />
  );
}
