/** The verdicts of the last Check, each as it ends; a failed one opens on its evidence. */
import { useEffect, useRef } from 'preact/hooks';
import type { CheckReport, GradingState } from '../../lab/grade.ts';
import type { Place } from '../../lab/place.ts';
import type { LabSession } from '../../lab/session.ts';
import { Icon } from '../lab/Icon.tsx';
import { CheckRow } from './CheckRow.tsx';

interface Props {
  session: LabSession;
  onShow(place: Place): void;
  onCheck(): void;
}

export function Results({ session, onShow, onCheck }: Props) {
  const list = useRef<HTMLElement>(null);
  const state = session.grade.state.value;
  const { checks } = session.data;
  // The first failure opens by itself, unless the learner has opened one meanwhile.
  useEffect(() => {
    if (state.is !== 'done' || list.current?.querySelector('details.check[open]')) return;
    const first = list.current?.querySelector<HTMLDetailsElement>('details.check');
    if (first) first.open = true;
  }, [state]);
  if (state.is === 'idle')
    return (
      <div class="empty">
        <h3>Not checked yet</h3>
        <p>
          {checks.length} checks, {checks.reduce((sum, check) => sum + check.points, 0)} points. They connect to your
          server as real clients do.
        </p>
        <CheckButton text="Check" onCheck={onCheck} />
      </div>
    );
  if (state.is === 'failed')
    return (
      <div class="empty">
        <h3>Nothing could be checked</h3>
        <p>{state.message}</p>
        <p>It costs you no points.</p>
        <CheckButton text="Check again" onCheck={onCheck} />
      </div>
    );
  const byId = new Map(state.results.map((result) => [result.id, result]));
  const previous = session.attempts.value.at(state.is === 'done' && !state.incomplete ? -2 : -1);
  return (
    <div class="scroll results" tabIndex={0} role="group" aria-label="Results">
      <header class="scoreline">
        <h3>{headline(state, checks.length)}</h3>
        <span class="grow" />
        {state.is === 'done' && !state.incomplete && (
          <p class="pt">
            <span class="vh">Score </span>
            {state.score}
            <small> / {state.maxScore}</small>
          </p>
        )}
        {state.is === 'done' && (
          <button class="btn quiet sm" type="button" onClick={() => void saveResults(session)}>
            <Icon name="save" />
            results.json
          </button>
        )}
      </header>
      {session.best && session.attempts.value.length > 1 && (
        <p class="meta scoremeta">
          Best so far {session.best.score} of {session.best.maxScore}, in {session.attempts.value.length} attempts.
          Stored on this device only.
        </p>
      )}
      <section class="checks" aria-label="Checks" ref={list}>
        {checks.map((check) => (
          <CheckRow
            key={check.id}
            check={check}
            result={byId.get(check.id)}
            isRunning={state.is === 'running' && state.current === check.id}
            before={previous?.checks[check.id]}
            files={session.data.editable}
            onShow={onShow}
          />
        ))}
      </section>
    </div>
  );
}

/** A download named for the exercise; the file is what `duplex check --json` writes. */
async function saveResults(session: LabSession): Promise<void> {
  const text = await session.resultsFile();
  if (text === undefined) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = `${session.data.slug}.results.json`;
  link.click();
  // The click has taken hold of it; freed in a later task, as some browsers read it only then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function CheckButton({ text, onCheck }: { text: string; onCheck(): void }) {
  return (
    <button class="btn" type="button" onClick={onCheck}>
      <Icon name="ok" />
      {text}
    </button>
  );
}

function headline(state: Extract<GradingState, { is: 'running' | 'done' }>, total: number): string {
  const passed = passedOf(state.results);
  if (state.is === 'running') return `Checking: ${state.results.length} of ${total} done`;
  if (state.incomplete) return 'Not every check could be run, so there is no score';
  return `${passed} of ${total} checks passed`;
}

const passedOf = (results: readonly CheckReport[]) =>
  results.filter((result) => result.verdict.status === 'passed').length;

/** Said once, when a Check has ended, in a polite live region. */
export function announcement(state: GradingState): string {
  if (state.is === 'failed') return `Nothing could be checked. ${state.message}`;
  if (state.is !== 'done') return '';
  return headline(state, state.results.length);
}
