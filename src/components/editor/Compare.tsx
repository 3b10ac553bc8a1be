/** The learner's file beside the solution's, both read-only. */
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  file: string;
  mine: string;
  solution: string;
}

/** Side by side where there is room for two; below that the solution alone. */
export function Compare({ file, mine, solution }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [plain, setPlain] = useState(() => !matchMedia('(min-width: 820px)').matches);
  useEffect(() => {
    if (plain) return;
    let dispose: (() => void) | undefined;
    let gone = false;
    import('./monaco.ts').then(
      (monaco) => {
        if (gone || !host.current) return;
        monaco.applyTheme();
        const editor = monaco.editor.createDiffEditor(host.current, {
          ...monaco.EDITOR_OPTIONS,
          theme: 'duplex',
          readOnly: true,
          originalEditable: false,
          renderSideBySide: true,
          originalAriaLabel: `Mine, ${file}`,
          modifiedAriaLabel: `Solution, ${file}`,
        });
        editor.setModel(monaco.compareModels(file, mine, solution));
        dispose = () => editor.dispose();
      },
      () => setPlain(true),
    );
    return () => {
      gone = true;
      dispose?.();
    };
  }, [file, mine, solution, plain]);
  if (plain)
    return (
      <pre class="code solution" tabIndex={0} aria-label={`Solution, ${file}`}>
        {solution}
      </pre>
    );
  return (
    <>
      <div class="comparehead">
        <span class="label">Mine</span>
        <span class="label">Solution</span>
      </div>
      <div class="compare" ref={host} />
    </>
  );
}
