/** The submission's files: a tab each, one editor. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../lab/session.ts';
import { Icon } from '../lab/Icon.tsx';
import { tabKeys } from '../lab/tabs.ts';
import { CodeEditor, type ShownPlace } from './CodeEditor.tsx';

interface Props {
  session: LabSession;
  place: ShownPlace | undefined;
  /** The entry file, highlighted by the page. */
  standIn: string;
}

export function EditorPane({ session, place, standIn }: Props) {
  const { data } = session;
  const names = [...data.editable, ...Object.keys(data.given)];
  const current = useSignal(data.entry);
  const after = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (place && names.includes(place.file)) current.value = place.file;
  }, [place]);
  const file = current.value;
  const readOnly = !data.editable.includes(file);
  const text = readOnly ? (data.given[file] ?? '') : (session.files.value[file] ?? '');
  return (
    <section class="pane edit" id="lab-editor" aria-label="Editor">
      <header class="files">
        <div class="tabs" role="tablist" aria-label="Files" onKeyDown={tabKeys}>
          {names.map((name) => (
            <button
              key={name}
              class="tab"
              type="button"
              role="tab"
              id={`file-${name}`}
              aria-selected={name === file}
              aria-controls="file-panel"
              tabIndex={name === file ? 0 : -1}
              onClick={() => {
                current.value = name;
              }}
            >
              {!data.editable.includes(name) && <Icon name="lock" label="read-only" />}
              {name}
            </button>
          ))}
        </div>
        <span class="grow" />
        <span class="meta esc">
          <kbd>Esc</kbd> leaves the editor
        </span>
      </header>
      <div class="filepanel" role="tabpanel" id="file-panel" aria-labelledby={`file-${file}`}>
        <CodeEditor
          file={file}
          text={text}
          typesUrl={data.assets.types}
          readOnly={readOnly}
          place={place}
          standIn={file === data.entry ? { text: data.starter[file] ?? '', html: standIn } : undefined}
          current={() => (readOnly ? text : (session.files.peek()[file] ?? ''))}
          onChange={(next) => session.edit(file, next)}
          onLeave={() => after.current?.focus()}
        />
        <span class="after-editor" tabIndex={-1} ref={after}>
          <span class="vh">You left the editor.</span>
        </span>
      </div>
    </section>
  );
}
