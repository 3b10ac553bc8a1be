/**
 * On a phone one view shows at a time. The tabs at the bottom of the page own the choice (components/lesson/views.ts);
 * the lab asks for a view, and hears which one was chosen.
 */
export { showView } from '../lesson/views.ts';

/** @returns what stops listening */
export function onView(listen: (view: string) => void): () => void {
  const app = document.querySelector('.app');
  const hear = (event: Event) => {
    if (event instanceof CustomEvent && typeof event.detail === 'string') listen(event.detail);
  };
  app?.addEventListener('duplex:view', hear);
  return () => app?.removeEventListener('duplex:view', hear);
}

export const currentView = () => document.querySelector<HTMLElement>('.app')?.dataset['view'];
