/** Run, Check, Stop, and what is needed less often behind a menu. */
import { limitOf } from '../../lab/limits.ts';
import type { LabSession } from '../../lab/session.ts';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';

export interface LabActions {
  run(): void;
  check(): void;
  hint(): void;
  solve(): void;
  reset(): void;
  history(): void;
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

export function LabBar({ session, actions }: { session: LabSession; actions: LabActions }) {
  const server = session.play.server.value;
  const grading = session.grade.state.value.is === 'running';
  const { isUp } = session.play;
  const [runKey, checkKey] = isMac() ? ['⌘S', '⌘⏎'] : ['Ctrl S', 'Ctrl ⏎'];
  return (
    <div class="labbar">
      <h2 class="ex">
        <span class="meta">{session.data.number}</span> <b>{session.data.title}</b>
      </h2>
      <span class={`state ${stateClass(server.is)}`} role="status">
        {stateText(server)}
        {server.is === 'starting' && <span class="trip" aria-hidden="true" />}
      </span>
      <span class="grow" />
      <div class="acts" role="group" aria-label="Program">
        <button
          class="btn"
          type="button"
          data-action="run"
          onClick={actions.run}
          title={isUp ? 'Stop, and run the files as they are now' : 'Run the server'}
        >
          <Icon name="play" />
          Run <kbd>{runKey}</kbd>
        </button>
        <button class="btn main" type="button" data-action="check" onClick={actions.check} disabled={grading}>
          <Icon name="ok" />
          Check <kbd>{checkKey}</kbd>
        </button>
        <button
          class="btn quiet"
          type="button"
          data-action="stop"
          aria-label="Stop"
          onClick={() => session.play.stop()}
          disabled={!isUp}
        >
          <Icon name="stop" />
          <span class="txt">Stop</span>
        </button>
        <Menu
          label="More: Hint, Solve, Reset, earlier versions"
          items={[
            { icon: 'hint', text: 'Hint', act: actions.hint },
            { icon: 'solve', text: 'Solve: compare with the solution', act: actions.solve },
            { icon: 'reset', text: 'Reset to the starter', act: actions.reset },
            { icon: 'clock', text: 'Earlier versions', act: actions.history },
          ]}
          note={limitOf(navigator)}
        />
      </div>
    </div>
  );
}

const duration = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

type Server = LabSession['play']['server']['value'];

function stateClass(is: Server['is']): string {
  if (is === 'listening') return 'on';
  return is === 'crashed' || is === 'unresponsive' || is === 'failed' ? 'bad' : '';
}

function stateText(server: Server): string {
  switch (server.is) {
    case 'stopped':
      return 'stopped';
    case 'starting':
      return server.step === 'sandbox' ? 'starting the sandbox' : 'starting the server';
    case 'listening':
      return `listening on ${server.port}, ${duration(server.ms)}`;
    case 'exited':
      return 'ended';
    case 'crashed':
      return 'crashed';
    case 'unresponsive':
      return 'ended: not responding';
    case 'failed':
      return server.at === 'start' ? 'no sandbox' : 'sandbox lost';
  }
}
