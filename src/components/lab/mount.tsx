/** Brings the lab to life in place of its static shell. Loaded when the learner reaches for it. */
import '../../styles/console.css';
import '../../styles/requests.css';
import '../../styles/results.css';
import '../../styles/wire.css';
import '../../styles/editor.css';
import '../../styles/lab-dialogs.css';
import '../../styles/lab-live.css';
import { render } from 'preact';
import { readLabData } from '../../lab/exercise-data.ts';
import { LabSession } from '../../lab/session.ts';
import { activityMark } from '../../learner/activity.ts';
import { draftStore } from '../../learner/drafts.ts';
import { Lab } from './Lab.tsx';

export type FirstAct = 'run' | 'check' | undefined;

/** @param act what the learner already asked for, by the shell's own button */
export function mountLab(root: HTMLElement, act: FirstAct): void {
  const session = new LabSession(
    readLabData(document),
    draftStore(storage('localStorage')),
    activityMark(storage('sessionStorage')),
  );
  session.warm();
  const standIn = root.querySelector('#lab-code')?.innerHTML ?? '';
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  root.replaceChildren();
  render(<Lab session={session} standIn={standIn} />, root);
  root.dataset['live'] = 'true';
  if (focused) root.querySelector<HTMLElement>(counterpart(focused))?.focus({ preventScroll: true });
  if (act === 'run') void session.run();
  if (act === 'check') root.querySelector<HTMLButtonElement>('.btn.main')?.click();
}

/** Where in the living lab the focus belongs that was in its shell. */
function counterpart(focused: Element): string {
  const action = focused.getAttribute('data-action');
  if (action === 'more') return '.labbar .acts > .icon';
  if (action) return `[data-action="${action}"]`;
  const panel = focused.getAttribute('data-panel');
  if (panel) return `#tab-${panel}`;
  return focused.id === 'lab-code' ? '.filepanel .editor, .filepanel textarea' : '.files .tab[aria-selected="true"]';
}

/** A browser that forbids storage throws at the mere mention of it. */
function storage(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[kind];
  } catch {
    return undefined;
  }
}
