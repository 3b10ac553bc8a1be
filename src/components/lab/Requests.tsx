/** HTTP by hand: a form for one request, and the exchanges so far, each growing as its answer arrives. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabData } from '../../lab/exercise-data.ts';
import { type Exchange, readHeaders } from '../../lab/requests.ts';
import type { LabSession } from '../../lab/session.ts';
import { isJson } from '../results/segments.ts';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const WITHOUT_BODY = new Set(['GET', 'HEAD']);

type Offered = LabData['play']['requests'][number];

export function Requests({ session }: { session: LabSession }) {
  const exchanges = session.play.requests.value;
  const serverUp = session.play.server.value.is === 'listening';
  const list = useRef<HTMLOListElement>(null);
  const sent = exchanges.at(-1)?.id;
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [sent]);
  return (
    <div class="requests">
      <RequestForm session={session} serverUp={serverUp} />
      {exchanges.length === 0 ? (
        <div class="empty grow">
          <p>
            {serverUp
              ? 'Send a request: the answer shows here as it arrives.'
              : 'Run the server, then send it a request.'}
          </p>
        </div>
      ) : (
        <ol class="exchanges scroll" ref={list} tabIndex={0} aria-label="Requests and answers">
          {exchanges.map((exchange) => (
            <ExchangeView key={exchange.id} exchange={exchange} onAbort={() => session.play.abort(exchange.id)} />
          ))}
        </ol>
      )}
    </div>
  );
}

function RequestForm({ session, serverUp }: { session: LabSession; serverUp: boolean }) {
  const { requests } = session.data.play;
  const first = requests[0];
  const method = useSignal(first?.method ?? 'GET');
  const path = useSignal(first?.path ?? '/');
  const headers = useSignal(first ? written(first.headers) : '');
  const body = useSignal(first?.body ?? '');
  const problem = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  const hasBody = !WITHOUT_BODY.has(method.value);

  const fill = (offered: Offered) => {
    method.value = offered.method;
    path.value = offered.path;
    headers.value = written(offered.headers);
    body.value = offered.body ?? '';
    problem.value = '';
    field.current?.focus();
  };
  const send = () => {
    const read = readHeaders(headers.value);
    if ('problem' in read) {
      problem.value = read.problem;
      return;
    }
    if (!path.value.startsWith('/')) {
      problem.value = 'The path begins with a slash: "/api/stats".';
      return;
    }
    problem.value = '';
    const sends = hasBody && body.value !== '' ? body.value : undefined;
    session.play.request({ method: method.value, path: path.value, headers: read.headers, body: sends });
  };

  return (
    <form
      class="request"
      aria-label="HTTP request"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="compose">
        {requests.length > 0 && (
          <Menu
            label="Choose a request"
            icon="book"
            items={requests.map((offered) => ({
              text: `${offered.method} ${offered.path}`,
              act: () => fill(offered),
            }))}
          />
        )}
        <select
          class="field mono"
          aria-label="Method"
          value={method.value}
          onChange={(event) => {
            method.value = event.currentTarget.value;
          }}
        >
          {METHODS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <input
          class="field mono"
          ref={field}
          aria-label="Path"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={path.value}
          onInput={(event) => {
            path.value = event.currentTarget.value;
          }}
        />
        <button class="btn" type="submit" disabled={!serverUp} title={serverUp ? undefined : 'Run the server first'}>
          Send
        </button>
      </div>
      <details class="parts" open={hasBody || headers.value !== ''}>
        <summary>{hasBody ? 'Headers and body' : 'Headers'}</summary>
        <label>
          <span class="label">Headers, one a line</span>
          <textarea
            class="field mono"
            rows={2}
            spellcheck={false}
            value={headers.value}
            onInput={(event) => {
              headers.value = event.currentTarget.value;
            }}
          />
        </label>
        {hasBody && (
          <label>
            <span class="label">
              Body{body.value !== '' && !isJson(body.value) && <span class="meta"> not JSON</span>}
            </span>
            <textarea
              class="field mono"
              rows={2}
              spellcheck={false}
              value={body.value}
              onInput={(event) => {
                body.value = event.currentTarget.value;
              }}
            />
          </label>
        )}
      </details>
      {problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </form>
  );
}

function ExchangeView({ exchange, onAbort }: { exchange: Exchange; onAbort(): void }) {
  const { method, path, body, answer, text, end } = exchange;
  return (
    <li>
      <p class="asked">
        <Icon name="up" class="up" />
        <b>{method}</b> <span>{path}</span>
        {body !== undefined && <span class="sentbody">{body}</span>}
      </p>
      {answer && (
        <details class="answer">
          <summary>
            <Icon name="down" class="down" />
            <b class={answer.status < 400 ? 'good' : 'bad'}>{answer.status}</b> <span>{answer.reason}</span>
            <span class="meta num">{Math.round(answer.ms)} ms</span>
          </summary>
          <dl class="fields">
            {answer.headers.map(({ name, value }, n) => (
              <div key={n}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {text !== '' && <pre class="answerbody">{text}</pre>}
      {end.is === 'open' && (
        <p class="open">
          <span class="meta">{answer ? 'The answer goes on.' : 'No answer yet.'}</span>
          <button class="btn sm" type="button" onClick={onAbort} title="Reset the connection">
            <Icon name="cut" />
            <span>cut</span>
          </button>
        </p>
      )}
      {end.is === 'broken' && <p class="meta broken">{end.why}</p>}
    </li>
  );
}

/** As a person types them: `Name: value`, one a line. */
function written(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
