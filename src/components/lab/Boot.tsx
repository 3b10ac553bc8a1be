/** What a Run is doing until the server listens, shown when it takes long enough to be noticed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ServerState } from '../../lab/play.ts';
import { Icon } from './Icon.tsx';

type Starting = Extract<ServerState, { is: 'starting' }>;

/** Shorter than this is not worth a word, ms. */
const NOTICED_AFTER_MS = 250;
/** From here on the learner is told why it takes so long, ms. */
const LONG_AFTER_MS = 5000;

export function Boot({ state, entry, onStop }: { state: Starting; entry: string; onStop(): void }) {
  const stage = useSignal<'unnoticed' | 'noticed' | 'long'>('unnoticed');
  useEffect(() => {
    const noticed = setTimeout(() => {
      stage.value = 'noticed';
    }, NOTICED_AFTER_MS);
    const long = setTimeout(() => {
      stage.value = 'long';
    }, LONG_AFTER_MS);
    return () => {
      clearTimeout(noticed);
      clearTimeout(long);
    };
  }, [stage]);
  if (stage.value === 'unnoticed') return null;
  const inSandbox = state.step === 'sandbox';
  return (
    <div class="booting">
      <p class="bootline">
        <span class="trip" aria-hidden="true" />
        <b>{inSandbox ? 'Starting the sandbox' : 'Starting the server'}</b>
      </p>
      <ol class="boot">
        <li class={inSandbox ? 'now' : 'done'}>
          <span>{!inSandbox && <Icon name="ok" />}</span>
          <span>Sandbox and packages</span>
          <span class="num">{state.step === 'server' && `${Math.round(state.sandboxMs)} ms`}</span>
        </li>
        <li class={inSandbox ? undefined : 'now'}>
          <span />
          <span>Run {entry}, wait until it listens</span>
          <span class="num" />
        </li>
      </ol>
      {stage.value === 'long' && inSandbox && (
        <>
          <p class="meta">It is still being fetched. You can edit meanwhile; it runs by itself when it is here.</p>
          <button class="btn sm" type="button" onClick={onStop}>
            Stop waiting
          </button>
        </>
      )}
    </div>
  );
}
