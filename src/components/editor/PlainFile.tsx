/** A plain text area with line numbers: the editor where Monaco has no room, and wherever it could not be loaded. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { EditorProps } from './CodeEditor.tsx';

/** As in lab-live.css, px. */
const LINE = 20;
const PADDING = 8;

export function PlainFile({ file, text, readOnly, place, onChange, onLeave }: EditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const scrolled = useSignal(0);
  const mark = place?.file === file ? place : undefined;
  useEffect(() => {
    if (!area.current || !mark) return;
    area.current.scrollTop = Math.max(0, mark.line * LINE - area.current.clientHeight / 2);
    if (!mark.focus) return;
    const lines = area.current.value.split('\n');
    const start = lines.slice(0, mark.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    area.current.focus({ preventScroll: true });
    area.current.setSelectionRange(start, start + (lines[mark.line - 1]?.length ?? 0));
  }, [mark]);
  const count = text.split('\n').length;
  return (
    <div class="plainfile">
      <div class="gutter" aria-hidden="true">
        <div style={{ transform: `translateY(${-scrolled.value}px)` }}>
          {mark && <i class="bad-line" style={{ insetBlockStart: `${PADDING + (mark.line - 1) * LINE}px` }} />}
          <pre>{Array.from({ length: count }, (_, n) => n + 1).join('\n')}</pre>
        </div>
      </div>
      <textarea
        class="plain"
        ref={area}
        value={text}
        readOnly={readOnly}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        autocorrect="off"
        wrap="off"
        aria-label={`Editor, ${file}. Escape leaves the editor.`}
        data-file={file}
        onInput={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => {
          scrolled.value = event.currentTarget.scrollTop;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onLeave();
        }}
      />
    </div>
  );
}
