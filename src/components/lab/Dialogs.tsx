/** Solve, Reset and earlier versions: none of them takes anything away that the learner typed. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../lab/session.ts';
import { Compare } from '../editor/Compare.tsx';

export type DialogName = 'solve' | 'reset' | 'history';

export function Dialogs({
  open,
  session,
  onClose,
}: {
  open: DialogName | undefined;
  session: LabSession;
  onClose(): void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      class={open === 'solve' ? 'dialog labdialog broad' : 'dialog labdialog'}
      ref={dialog}
      onClose={onClose}
      aria-labelledby="dialog-title"
    >
      {open === 'solve' && <Solve session={session} onClose={onClose} />}
      {open === 'reset' && <Reset session={session} onClose={onClose} />}
      {open === 'history' && <Versions session={session} onClose={onClose} />}
    </dialog>
  );
}

function Header({ title, onClose }: { title: string; onClose(): void }) {
  return (
    <header>
      <h2 id="dialog-title">{title}</h2>
      <span class="grow" />
      <button class="btn quiet" type="button" onClick={onClose}>
        Close
      </button>
    </header>
  );
}

function Solve({ session, onClose }: { session: LabSession; onClose(): void }) {
  const solution = useSignal<Readonly<Record<string, string>> | undefined>(undefined);
  const problem = useSignal('');
  useEffect(() => {
    session.solution().then(
      (files) => {
        solution.value = files;
      },
      (error: unknown) => {
        problem.value = error instanceof Error ? error.message : String(error);
      },
    );
  }, [session]);
  const file = session.data.entry;
  return (
    <>
      <Header title="Mine and the solution" onClose={onClose} />
      <p class="meta">One right answer among many. Your file stays as it is.</p>
      {problem.value && <p role="alert">{problem.value}</p>}
      {solution.value && (
        <Compare file={file} mine={session.files.value[file] ?? ''} solution={solution.value[file] ?? ''} />
      )}
    </>
  );
}

function Reset({ session, onClose }: { session: LabSession; onClose(): void }) {
  return (
    <>
      <Header title="Reset to the starter" onClose={onClose} />
      <p>Your files go back to how the exercise began. What you have now is kept under Earlier versions.</p>
      <div class="acts">
        <button
          class="btn main"
          type="button"
          onClick={() => {
            session.reset();
            onClose();
          }}
        >
          Reset
        </button>
        <button class="btn" type="button" onClick={onClose}>
          Keep my files
        </button>
      </div>
    </>
  );
}

function Versions({ session, onClose }: { session: LabSession; onClose(): void }) {
  const versions = session.history();
  return (
    <>
      <Header title="Earlier versions" onClose={onClose} />
      {versions.length === 0 ? (
        <p>There are none yet. A version is kept here whenever you reset, restore another one, or edit in two tabs.</p>
      ) : (
        <ul class="versions" role="list">
          {versions.map((version, n) => (
            <li key={`${version.savedAt} ${n}`}>
              <span>
                {new Date(version.savedAt).toLocaleString()}
                <span class="meta">
                  {' '}
                  {version.why}, {Object.values(version.files).join('\n').split('\n').length} lines
                </span>
              </span>
              <button
                class="btn sm"
                type="button"
                onClick={() => {
                  session.restore(version);
                  onClose();
                }}
              >
                Restore
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
