/** What became of a server that does not run as it should: what happened, what it means, what to do. */
import type { Place } from '../../lab/place.ts';
import type { ServerState } from '../../lab/play.ts';
import { Icon } from './Icon.tsx';

interface Props {
  state: ServerState;
  onShow(place: Place): void;
  onRun(): void;
}

export function ServerNotice({ state, onShow, onRun }: Props) {
  switch (state.is) {
    case 'crashed':
      return <Crash state={state} onShow={onShow} />;
    case 'unresponsive':
      return (
        <Notice title="The server stopped responding and was ended">
          <p>
            {state.entry} was busy without a pause, so no message could reach it: a loop that never ends, that is far
            too long, or that takes memory without end. The page and your code are fine.
          </p>
          <p>
            {state.lastOutput ? (
              <>
                Its last line of output was <code>{state.lastOutput}</code>
              </>
            ) : (
              'It had printed nothing'
            )}
            {state.lastDelivered ? (
              <>
                ; the last bytes delivered to it were <code>{state.lastDelivered.preview}</code> from{' '}
                {state.lastDelivered.link}.
              </>
            ) : (
              '; no bytes had been delivered to it.'
            )}
          </p>
        </Notice>
      );
    case 'exited':
      return (
        <Notice title="The server ended by itself">
          <p>
            Exit code {state.code ?? 'none'}. A server stays alive while something listens: see whether{' '}
            <code>listen</code> is reached.
          </p>
        </Notice>
      );
    case 'failed':
      return (
        <Notice title={state.at === 'start' ? 'The sandbox could not be started' : 'The sandbox was lost'}>
          <p>{state.message}</p>
          <div class="acts">
            <button class="btn sm" type="button" onClick={onRun}>
              <Icon name="play" />
              Run again
            </button>
          </div>
        </Notice>
      );
    case 'listening':
      return state.port === state.expected ? null : (
        <Notice title={`The server listens on ${state.port}, not on ${state.expected}`}>
          <p>
            No client and no check can find it. They knock on <code>process.env.PORT</code>: give that to{' '}
            <code>listen</code>.
          </p>
        </Notice>
      );
    case 'starting':
      return state.step === 'server' && state.silent ? (
        <Notice title="Nobody listens yet" kind="ink">
          <p>
            The program runs, but has not called <code>listen(process.env.PORT)</code>. Clients can connect as soon as
            it does.
          </p>
        </Notice>
      ) : null;
    default:
      return null;
  }
}

interface CrashProps {
  state: Extract<ServerState, { is: 'crashed' }>;
  onShow(place: Place): void;
}

function Crash({ state, onShow }: CrashProps) {
  const { at, error } = state;
  const isSyntax = error.startsWith('SyntaxError');
  return (
    <Notice title={isSyntax && at ? `${at.file} has a syntax error` : 'The server crashed'}>
      <p class="told" tabIndex={0} role="group" aria-label="Error">
        <code>{error}</code>
        {at && ` at ${at.file}:${at.line}${at.column ? `:${at.column}` : ''}.`}
        {isSyntax && ' Nothing was run.'}
      </p>
      {at && (
        <div class="acts">
          <button class="btn sm" type="button" onClick={() => onShow(at)}>
            Show line {at.line}
          </button>
        </div>
      )}
    </Notice>
  );
}

interface NoticeProps {
  title: string;
  /** `ink` for what is no fault of the program. */
  kind?: 'fail' | 'ink';
  children: preact.ComponentChildren;
}

function Notice({ title, kind = 'fail', children }: NoticeProps) {
  return (
    <div class={kind === 'fail' ? 'notice fail' : 'notice'} role="alert">
      <Icon name={kind === 'fail' ? 'warn' : 'info'} />
      <div>
        <h3>{title}</h3>
        {children}
      </div>
    </div>
  );
}
