/** Three rungs: a nudge, the idea's name, a concrete clue. Each opens after the one before. */
import { useSignal } from '@preact/signals';
import { Icon } from '../lab/Icon.tsx';

const GIVES = ['a nudge', 'names the idea', 'gives a concrete clue'];

export function Hints({ hints }: { hints: readonly string[] }) {
  const open = useSignal(0);
  if (hints.length === 0) return null;
  return (
    <section aria-label="Hints">
      <p class="label">Hints</p>
      <ol class="rungs">
        {hints.map((hint, n) => (
          <li key={hint} class={n < open.value ? 'open' : undefined}>
            {n < open.value ? (
              hint
            ) : (
              <>
                <button
                  class="btn sm"
                  type="button"
                  disabled={n > open.value}
                  onClick={() => {
                    open.value = n + 1;
                  }}
                >
                  <Icon name="hint" />
                  Open hint {n + 1} of {hints.length}
                </button>
                <span class="meta">{GIVES[n]}</span>
              </>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
