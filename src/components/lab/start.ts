/**
 * The few lines of the lab that a reader pays for: they wait for the learner to reach for it (pointer, focus, keys) and
 * only then load the rest. What was clicked meanwhile is done once the lab is there.
 */
import type { FirstAct } from './mount.tsx';

const root = document.getElementById('lab');
const unloaded = root?.querySelector<HTMLElement>('[data-unloaded]');
let loading: Promise<void> | undefined;
let wanted: FirstAct;

function load(act?: FirstAct): void {
  if (!root || root.dataset['live']) return;
  wanted = act ?? wanted;
  if (act) root.dataset['busy'] = act;
  if (loading) return;
  if (unloaded) unloaded.hidden = true;
  loading = import('./mount.tsx').then(
    ({ mountLab }) => mountLab(root, wanted),
    () => {
      loading = undefined;
      wanted = undefined;
      delete root.dataset['busy'];
      if (unloaded) unloaded.hidden = false;
    },
  );
}

if (root) {
  if (/Mac|iPhone|iPad/.test(navigator.platform))
    for (const key of root.querySelectorAll<HTMLElement>('kbd[data-key]')) key.textContent = `⌘${key.dataset['key']}`;
  for (const reach of ['pointerenter', 'focusin', 'touchstart'] as const)
    root.addEventListener(reach, () => load(), { once: true, passive: true });
  root.addEventListener('click', (event) => {
    const act =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>('[data-action]')?.dataset['action']
        : undefined;
    load(act === 'run' || act === 'check' ? act : undefined);
  });
  addEventListener('keydown', (event) => {
    if (root.dataset['live'] || !(event.ctrlKey || event.metaKey)) return;
    const act = event.key === 'Enter' ? 'check' : event.key === 's' ? 'run' : undefined;
    if (!act) return;
    event.preventDefault();
    load(act);
  });
  // On a phone the views at the bottom are how one reaches it.
  document.querySelector('.app')?.addEventListener('duplex:view', () => load());
}
