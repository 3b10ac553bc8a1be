/**
 * The tabs of a phone. `data-view` on `.app` says what is shown: `lesson`, `editor`, or one of the dock's panels. Other
 * parts switch it with `showView`; whoever cares hears `duplex:view` on `.app`.
 */

const app = document.querySelector<HTMLElement>('.app');
const tabs = [...document.querySelectorAll<HTMLButtonElement>('.views [role="tab"]')];

export function showView(view: string): void {
  if (!app) return;
  app.dataset.view = view;
  for (const tab of tabs) {
    const selected = tab.dataset.view === view;
    tab.setAttribute('aria-selected', String(selected));
    tab.tabIndex = selected ? 0 : -1;
  }
  app.dispatchEvent(new CustomEvent('duplex:view', { detail: view }));
}

function moveTo(index: number): void {
  const tab = tabs.at(index % tabs.length);
  tab?.focus();
  tab?.click();
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener('click', () => showView(tab.dataset.view ?? 'lesson'));
  tab.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowRight') moveTo(index + 1);
    else if (event.key === 'ArrowLeft') moveTo(index - 1);
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(-1);
    else return;
    event.preventDefault();
  });
}
