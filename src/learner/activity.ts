/**
 * Whether a program of the learner's ran when this page was last heard of. Where a sandbox shares its process with the
 * page (phones, most browsers but desktop Chromium), a program that takes all memory ends the page too; the next load
 * finds the mark that the page could not take away, and says what happened.
 */

export type Activity = 'run' | 'check';

export interface ActivityMark {
  set(slug: string, activity: Activity): void;
  clear(slug: string): void;
  /** What was under way when the page died, told once. */
  take(slug: string): Activity | undefined;
}

/** @param storage of the tab, `sessionStorage`: another tab's program is none of this one's. Undefined where the browser gives none. */
export function activityMark(storage: Storage | undefined): ActivityMark {
  const key = (slug: string) => `duplex:active:${slug}`;
  const clear = (slug: string) => storage?.removeItem(key(slug));
  return {
    set(slug, activity) {
      try {
        storage?.setItem(key(slug), activity);
      } catch {
        // Full, or switched off: then nothing can be told at the next load, and nothing is lost.
      }
    },
    clear,
    take(slug) {
      const found = storage?.getItem(key(slug));
      clear(slug);
      return found === 'run' || found === 'check' ? found : undefined;
    },
  };
}
