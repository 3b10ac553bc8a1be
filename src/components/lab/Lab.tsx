/** The lab: editor over dock, one exercise. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Place } from '../../lab/place.ts';
import type { LabSession } from '../../lab/session.ts';
import type { ShownPlace } from '../editor/CodeEditor.tsx';
import { EditorPane } from '../editor/EditorPane.tsx';
import { announcement } from '../results/Results.tsx';
import { type DialogName, Dialogs } from './Dialogs.tsx';
import { Dock } from './Dock.tsx';
import { Icon } from './Icon.tsx';
import { LabBar } from './LabBar.tsx';
import { type PanelName, panelsOf } from './panels.ts';
import { ServerNotice } from './ServerNotice.tsx';
import { Splitter } from './Splitter.tsx';
import { currentView, onView, showView } from './views.ts';

/** Opens the failed check that is looked at, or else the first, and goes to its next hint. */
function showHint(): void {
  const check = document.querySelector<HTMLDetailsElement>('details.check[open], details.check');
  if (!check) return;
  check.open = true;
  check.querySelector<HTMLElement>('.rungs .btn:enabled')?.focus();
}

interface Props {
  session: LabSession;
  /** The entry file, highlighted by the page. */
  standIn: string;
}

export function Lab({ session, standIn }: Props) {
  const panels = panelsOf(session.data.play);
  // On a phone the learner has chosen a view before the lab is there.
  const panel = useSignal<PanelName>(panels.find((one) => one === currentView()) ?? panels[0] ?? 'wire');
  const share = useSignal(54);
  const place = useSignal<ShownPlace | undefined>(undefined);
  const dialog = useSignal<DialogName | undefined>(undefined);

  const run = () => {
    if (panel.value === 'results') panel.value = 'console';
    void session.run();
  };
  const check = () => {
    panel.value = 'results';
    showView('results');
    void session.check();
  };
  const show = (where: Place) => {
    showView('editor');
    // A new object each time, so that asking twice shows it twice.
    place.value = { ...where, focus: true };
  };
  const hintWanted = useSignal(false);
  const hint = () => {
    panel.value = 'results';
    showView('results');
    hintWanted.value = true;
    if (session.grade.state.value.is === 'idle') check();
  };
  // Asked for before a Check has ended, a hint comes when it has.
  useSignalEffect(() => {
    if (!hintWanted.value || session.grade.state.value.is !== 'done') return;
    hintWanted.value = false;
    requestAnimationFrame(showHint);
  });

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.key === 'Enter') check();
      else if (event.key.toLowerCase() === 's' && !event.shiftKey) run();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const save = () => session.save();
    // In the capture phase, before the editor takes Ctrl+Enter for itself.
    addEventListener('keydown', onKey, { capture: true });
    const leave = () => session.leave();
    addEventListener('pagehide', leave);
    // Only other tabs' writes are told here.
    const hearOthers = () => session.hearOtherTab();
    addEventListener('storage', hearOthers);
    document.addEventListener('visibilitychange', save);
    const unhear = onView((view) => {
      const name = panels.find((one) => one === view);
      if (name) panel.value = name;
    });
    return () => {
      unhear();
      removeEventListener('keydown', onKey, { capture: true });
      removeEventListener('pagehide', leave);
      removeEventListener('storage', hearOthers);
      document.removeEventListener('visibilitychange', save);
    };
  }, [session]);

  // A crash is looked at where it is told.
  useSignalEffect(() => {
    const server = session.play.server.value;
    if (server.is === 'crashed' || server.is === 'unresponsive') panel.value = 'console';
    if (server.is === 'starting') place.value = undefined;
    if (server.is === 'crashed' && server.at) place.value = { ...server.at, focus: false };
  });

  const notice = session.notice.value;
  return (
    <>
      <LabBar
        session={session}
        actions={{
          run,
          check,
          hint,
          solve: () => {
            dialog.value = 'solve';
          },
          reset: () => {
            dialog.value = 'reset';
          },
          history: () => {
            dialog.value = 'history';
          },
        }}
      />
      {notice && (
        <div class="notice" role="status">
          <Icon name="warn" />
          <p>{notice}</p>
        </div>
      )}
      <ServerNotice state={session.play.server.value} onShow={show} onRun={run} />
      <div class="labbody" style={{ '--editor-share': `${share.value}fr`, '--dock-share': `${100 - share.value}fr` }}>
        <EditorPane session={session} place={place.value} standIn={standIn} />
        <Splitter share={share} />
        <Dock session={session} panel={panel} onShow={show} onRun={run} onCheck={check} />
      </div>
      <p class="vh" role="status" aria-live="polite">
        {announcement(session.grade.state.value)}
      </p>
      <Dialogs
        open={dialog.value}
        session={session}
        onClose={() => {
          dialog.value = undefined;
        }}
      />
    </>
  );
}
