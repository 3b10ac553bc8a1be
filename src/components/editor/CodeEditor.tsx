/** The editor of one file: Monaco where there is a keyboard and room, a plain text area elsewhere and until Monaco is there. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Place } from '../../lab/place.ts';
import type { editor as MonacoEditor } from './monaco.ts';
import { PlainFile } from './PlainFile.tsx';

/** A line to show and to mark. */
export interface ShownPlace extends Place {
  /** Whether the learner asked for it, and goes there. */
  readonly focus: boolean;
}

export interface EditorProps {
  file: string;
  text: string;
  typesUrl: string;
  readOnly: boolean;
  /** Shown and marked when it changes. */
  place: ShownPlace | undefined;
  /** The file as the page brought it, highlighted: it stands in while Monaco is on its way. */
  standIn: { readonly text: string; readonly html: string } | undefined;
  /** The file as it is this very moment: `text` may be a render behind the learner's typing. */
  current(): string;
  onChange(text: string): void;
  /** Escape: focus goes to what follows the editor. */
  onLeave(): void;
}

type Monaco = typeof import('./monaco.ts');

/** Monaco wants the width of its widgets, and no finger: a keyboard without any pointer does well in it. */
const roomy = () => matchMedia('(min-width: 820px) and (not (pointer: coarse))').matches;

export function CodeEditor(props: EditorProps) {
  const [monaco, setMonaco] = useState<Monaco | 'loading' | 'none'>(() => (roomy() ? 'loading' : 'none'));
  // Whoever clicked into the stand-in means the editor.
  const wantsFocus = useRef(false);
  useEffect(() => {
    if (monaco !== 'loading') return;
    let gone = false;
    import('./monaco.ts').then(
      (module) => !gone && setMonaco(module),
      () => !gone && setMonaco('none'),
    );
    return () => {
      gone = true;
    };
  }, []);
  if (monaco === 'none') return <PlainFile {...props} />;
  if (monaco !== 'loading') return <MonacoFile {...props} monaco={monaco} takesFocus={wantsFocus.current} />;
  if (props.standIn?.text !== props.text) return <PlainFile {...props} />;
  return (
    <div
      class="editor scroll"
      tabIndex={0}
      role="textbox"
      aria-readonly="true"
      aria-multiline="true"
      aria-label={`Editor, ${props.file}, is being loaded`}
      onFocus={() => {
        wantsFocus.current = true;
      }}
      onBlur={() => {
        wantsFocus.current = false;
      }}
      // Our own page's markup, made when the site was built.
      dangerouslySetInnerHTML={{ __html: props.standIn.html }}
    />
  );
}

function MonacoFile({
  monaco,
  file,
  text,
  typesUrl,
  readOnly,
  place,
  current,
  onChange,
  onLeave,
  takesFocus,
}: EditorProps & { monaco: Monaco; takesFocus: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  const instance = useRef<MonacoEditor.IStandaloneCodeEditor | null>(null);
  const latest = useRef({ current, onChange, onLeave });
  latest.current = { current, onChange, onLeave };

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
    const now = latest.current.current();
    const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(now, undefined, uri);
    if (model.getValue() !== now) model.setValue(now);
    instance.current?.setModel(model);
    instance.current?.updateOptions({ readOnly, ariaLabel: `Editor, ${file}. Escape leaves the editor.` });
    const listening = model.onDidChangeContent(() => latest.current.onChange(model.getValue()));
    return () => listening.dispose();
  }, [monaco, file, readOnly]);

  // Only now, since an editor without a model takes no focus.
  useEffect(() => {
    if (takesFocus) instance.current?.focus();
  }, []);

  // A change from outside (a reset, a restored version), not the learner's own typing.
  useEffect(() => {
    const model = monaco.editor.getModel(monaco.modelUri(file));
    const now = latest.current.current();
    if (model && model.getValue() !== now) model.setValue(now);
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
    editor.revealLineInCenterIfOutsideViewport(place.line);
    if (place.focus) {
      editor.setPosition({ lineNumber: place.line, column: place.column ?? 1 });
      editor.focus();
    }
    const cleared = editor.onDidChangeModelContent(() => marks.clear());
    return () => {
      cleared.dispose();
      marks.clear();
    };
  }, [file, place]);

  return <div class="monaco grow" ref={host} data-file={file} />;
}
