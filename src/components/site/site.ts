/** What every page does beyond being read: the theme button, the dialog of keys, `n` and `p`. */

type Theme = 'system' | 'light' | 'dark';
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const THEME_KEY = 'duplex-theme';

function currentTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Storage is forbidden: the choice holds for this page only.
  }
  // For what draws with its own colours, like the editor.
  document.dispatchEvent(new CustomEvent('duplex:theme'));
}

function startThemeButton(button: HTMLButtonElement): void {
  const describe = () => {
    const theme = currentTheme();
    button.setAttribute('aria-label', `Theme: ${theme}. Switch to ${nextTheme(theme)}.`);
    button.title = `Theme: ${theme}`;
  };
  button.addEventListener('click', () => {
    apply(nextTheme(currentTheme()));
    describe();
  });
  describe();
}

/** Whether a key belongs to what has the focus: a field, the editor, an open dialog. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, dialog, [data-own-keys]') !== null;
}

function startKeys(dialog: HTMLDialogElement): void {
  document.addEventListener('keydown', (event) => {
    if (isTaken(event)) return;
    if (event.key === '?') {
      event.preventDefault();
      dialog.showModal();
    }
    if (event.key === 'n') document.querySelector<HTMLAnchorElement>('a[rel="next"]')?.click();
    if (event.key === 'p') document.querySelector<HTMLAnchorElement>('a[rel="prev"]')?.click();
  });
  document.querySelector('[data-keys]')?.addEventListener('click', () => dialog.showModal());
}

const themeButton = document.querySelector<HTMLButtonElement>('[data-theme-toggle]');
if (themeButton) startThemeButton(themeButton);
const keys = document.querySelector<HTMLDialogElement>('#keys');
if (keys) startKeys(keys);
