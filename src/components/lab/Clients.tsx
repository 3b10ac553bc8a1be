/** The clients the learner plays with: each a connection of its own, with its conversation, its faults and its composer. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type ClientState, isOn } from '../../lab/clients.ts';
import type { LabData } from '../../lab/exercise-data.ts';
import type { LabSession } from '../../lab/session.ts';
import { isJson } from '../results/segments.ts';
import { Preview } from '../wire/Preview.tsx';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';

export function Clients({ session }: { session: LabSession }) {
  return (
    <div class="pair-of-clients">
      {session.data.play.clients.map((fields, n) => (
        <ClientPanel key={`client-${n + 1}`} id={`client-${n + 1}`} session={session} initial={fields} />
      ))}
    </div>
  );
}

type Fields = Readonly<Record<string, string>>;

/** `/hub?name=ana&department=sales` */
export function pathOf(play: LabData['play'], fields: Fields): string {
  const query = new URLSearchParams(play.query.map(({ name }) => [name, fields[name] ?? '']));
  return play.query.length > 0 ? `${play.path}?${query}` : play.path;
}

function ClientPanel({ id, session, initial }: { id: string; session: LabSession; initial: Fields }) {
  const { play } = session.data;
  const fields = useSignal<Fields>(initial);
  const client = session.play.clients.value.find((one) => one.id === id);
  const link = client?.link ?? 'off';
  const connected = client !== undefined && isOn(client);
  const serverUp = session.play.server.value.is === 'listening';
  const wanted = Object.values(fields.value)[0] || id;
  const title = connected ? client.name : wanted;
  return (
    <section class="pane client" aria-labelledby={id}>
      <header>
        <h3 id={id}>{title}</h3>
        <span class="chip">ws</span>
        <span class="grow" />
        <span class={`link ${link === 'connecting' ? 'off' : link}`}>
          {link === 'off' ? 'not connected' : link === 'connecting' ? 'connecting' : link}
          <span class="pair thin" aria-hidden="true" />
        </span>
      </header>
      <Log client={client} label={title} serverUp={serverUp} />
      {connected ? (
        <>
          <div class="faults" role="group" aria-label={`Connection of ${title}`}>
            <button
              class="btn sm"
              type="button"
              title="Reset the connection: no Close frame"
              onClick={() => session.play.disconnect(id, 'cut')}
            >
              <Icon name="cut" />
              <span>cut</span>
            </button>
            <button
              class="btn sm"
              type="button"
              title="Half-close: the server sees the end of the stream"
              aria-pressed={link === 'fin'}
              disabled={link === 'fin'}
              onClick={() => session.play.disconnect(id, 'fin')}
            >
              <Icon name="fin" />
              <span>fin</span>
            </button>
            <button
              class="btn sm"
              type="button"
              title="Closing handshake: Close 1000"
              disabled={link !== 'open'}
              onClick={() => session.play.disconnect(id, 'close')}
            >
              <span>close</span>
            </button>
          </div>
          <Composer id={id} title={title} session={session} canSend={link === 'open'} />
        </>
      ) : (
        <form
          class="compose connect"
          aria-label={`Connect ${title}`}
          onSubmit={(event) => {
            event.preventDefault();
            session.play.connect(id, wanted, pathOf(play, fields.value));
          }}
        >
          {play.query.map(({ name, label, choices }) => {
            const set = (value: string) => {
              fields.value = { ...fields.value, [name]: value };
            };
            return (
              <label key={name}>
                <span class="label">{label}</span>
                <input
                  class="field"
                  autocomplete="off"
                  autocapitalize="off"
                  spellcheck={false}
                  value={fields.value[name] ?? ''}
                  list={choices.length > 0 ? `${id}-${name}` : undefined}
                  onInput={(event) => set(event.currentTarget.value)}
                />
                {choices.length > 0 && (
                  <datalist id={`${id}-${name}`}>
                    {choices.map((choice) => (
                      <option key={choice} value={choice} />
                    ))}
                  </datalist>
                )}
              </label>
            );
          })}
          <button class="btn" type="submit" disabled={!serverUp} title={serverUp ? undefined : 'Run the server first'}>
            Connect
          </button>
        </form>
      )}
    </section>
  );
}

interface LogProps {
  client: ClientState | undefined;
  label: string;
  serverUp: boolean;
}

function Log({ client, label, serverUp }: LogProps) {
  const list = useRef<HTMLOListElement>(null);
  const log = client?.log ?? [];
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [log]);
  if (log.length === 0)
    return (
      <div class="empty grow">
        <p>{serverUp ? `Connect ${label}: what is said shows here.` : `Run the server, then connect ${label}.`}</p>
      </div>
    );
  return (
    <ol class="log scroll" ref={list} tabIndex={0} aria-label={`Messages of ${label}`}>
      {log.map((line) =>
        line.from === 'note' ? (
          <li class="note" key={line.id}>
            {line.text}
          </li>
        ) : (
          <li key={line.id}>
            <Icon name={line.from === 'client' ? 'up' : 'down'} class={line.from === 'client' ? 'up' : 'down'} />
            <span>
              <span class="vh">{line.from === 'client' ? 'sent: ' : 'received: '}</span>
              <Preview text={line.text} direction={line.from === 'client' ? 'up' : 'down'} />
            </span>
          </li>
        ),
      )}
    </ol>
  );
}

function Composer({
  id,
  title,
  session,
  canSend,
}: {
  id: string;
  title: string;
  session: LabSession;
  canSend: boolean;
}) {
  const { messages } = session.data.play;
  const text = useSignal(messages[0] ?? '');
  const field = useRef<HTMLInputElement>(null);
  const hint = !canSend ? 'Nothing more can be sent' : isJson(text.value) ? '' : 'Not JSON';
  return (
    <form
      class="compose"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.value !== '') session.play.send(id, text.value);
      }}
    >
      {messages.length > 0 && (
        <Menu
          label={`Choose a message for ${title}`}
          icon="book"
          items={messages.map((message) => ({
            text: message,
            act: () => {
              text.value = message;
              field.current?.focus();
            },
          }))}
        />
      )}
      <input
        class="field mono"
        ref={field}
        aria-label={`Message from ${title}`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="send"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      {hint && (
        <span class="meta" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <button class="btn" type="submit" disabled={!canSend || text.value === ''}>
        Send
      </button>
    </form>
  );
}
