/** What stands below the editor: clients, wire, console, results. */
import type { Signal } from '@preact/signals';
import type { Place } from '../../lab/place.ts';
import type { LabSession } from '../../lab/session.ts';
import { Results } from '../results/Results.tsx';
import { WirePanel } from '../wire/WirePanel.tsx';
import { Boot } from './Boot.tsx';
import { Clients } from './Clients.tsx';
import { Console } from './Console.tsx';
import { PANEL_TITLES, type PanelName, panelsOf } from './panels.ts';
import { Requests } from './Requests.tsx';
import { tabKeys } from './tabs.ts';

interface Props {
  session: LabSession;
  panel: Signal<PanelName>;
  onShow(place: Place): void;
  onRun(): void;
  onCheck(): void;
}

export function Dock({ session, panel, onShow, onRun, onCheck }: Props) {
  const server = session.play.server.value;
  const panels = panelsOf(session.data.play);
  return (
    <section class="dock" data-panel={panel.value} aria-label="Panels">
      <div class="tabs docktabs" role="tablist" aria-label="Panels" onKeyDown={tabKeys}>
        {panels.map((name) => (
          <button
            key={name}
            class="tab"
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={panel.value === name}
            aria-controls={`panel-${name}`}
            tabIndex={panel.value === name ? 0 : -1}
            onClick={() => {
              panel.value = name;
            }}
          >
            {PANEL_TITLES[name]}
            {countOf(name, session) && <span class="meta num">{countOf(name, session)}</span>}
          </button>
        ))}
      </div>
      {panels.map((name) => (
        <div key={name} class={`panel p-${name}`} role="tabpanel" id={`panel-${name}`} aria-labelledby={`tab-${name}`}>
          {name === 'clients' && <Clients session={session} />}
          {name === 'http' && <Requests session={session} />}
          {name === 'wire' && panel.value === name && <WirePanel session={session} onRun={onRun} />}
          {name === 'console' && <Console session={session} onShow={onShow} />}
          {name === 'results' && <Results session={session} onShow={onShow} onCheck={onCheck} />}
        </div>
      ))}
      {server.is === 'starting' && !hasOther(panel.value, session) && (
        <Boot state={server} entry={session.data.entry} onStop={() => session.play.stop()} />
      )}
    </section>
  );
}

/** Whether the panel has something to show that the progress of a start must not cover. */
function hasOther(panel: PanelName, { play }: LabSession): boolean {
  const server = play.server.value;
  if (server.is === 'starting' && server.step === 'server' && server.silent) return true;
  return (
    panel === 'results' ||
    (panel === 'http' && play.requests.value.length > 0) ||
    (panel === 'console' && play.console.value.lines.length > 0)
  );
}

function countOf(name: PanelName, session: LabSession): string {
  switch (name) {
    case 'clients':
      return String(session.play.clients.value.filter((client) => client.link === 'open').length || '');
    case 'http':
      return String(session.play.requests.value.length || '');
    case 'wire':
      return String(session.play.wire.value.rows.length || '');
    case 'console':
      return String(session.play.console.value.lines.length || '');
    case 'results': {
      const state = session.grade.state.value;
      if (state.is !== 'running' && state.is !== 'done') return '';
      const passed = state.results.filter((result) => result.verdict.status === 'passed').length;
      return `${passed} of ${session.data.checks.length}`;
    }
  }
}
