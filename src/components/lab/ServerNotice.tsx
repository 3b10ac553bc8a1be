/** What became of a server that no longer runs as it should: what happened, what it means, what to do. */
import type { Place, ServerState } from '../../lab/play.ts';
import { Icon } from './Icon.tsx';

export function ServerNotice({ state, onShow }: { state: ServerState; onShow(place: Place): void }) {
  switch (state.is) {
    case 'crashed': {
      const { at } = state;
      return (
        <Notice title="The server crashed">
          <p>
            <code>{state.error}</code>
            {at && ` at ${at.file}:${at.line}${at.column ? `:${at.column}` : ''}.`}
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
    case 'unresponsive':
      return (
        <Notice title="The server stopped responding and was ended">
          <p>
            {state.entry} was busy without a pause, so no message could reach it: an endless loop, or one that is far
            too long. Its
            {state.lastOutput ? (
              <>
                {' '}
                last line of output was <code>{state.lastOutput}</code>
              </>
            ) : (
              ' console had printed nothing'
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
            Exit code {state.code ?? 'none'}. A server stays alive while something listens: look whether{' '}
            <code>listen</code> is reached.
          </p>
        </Notice>
      );
    case 'failed':
      return (
        <Notice title="The sandbox could not go on">
          <p>{state.message}</p>
        </Notice>
      );
    case 'listening':
      return state.port === state.expected ? null : (
        <Notice title={`The server listens on ${state.port}, not on ${state.expected}`}>
          <p>
            Clients and checks knock on <code>process.env.PORT</code>. Give that to <code>listen</code>.
          </p>
        </Notice>
      );
    default:
      return null;
  }
}

function Notice({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return (
    <div class="notice fail" role="alert">
      <Icon name="warn" />
      <div>
        <h3>{title}</h3>
        {children}
      </div>
    </div>
  );
}
