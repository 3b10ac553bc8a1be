/** One HTTP exchange on a connection of its own. */
import http from 'node:http';
import { Mismatch } from '../check.ts';
import type { Link } from '../link/link.ts';
import type { HttpOptions, HttpResponse } from '../rig.ts';
import { WaitedInVain } from '../world/errors.ts';
import { parseJson } from './inbox.ts';
import { type ClientPlace, LOOPBACK, WITHIN_MS } from './place.ts';
import { describeFailure } from './websocket.ts';

export interface Answer {
  readonly response: http.IncomingMessage;
  readonly body: Buffer;
}

/** @throws Mismatch when the connection ends before the answer. @throws WaitedInVain when none comes. */
export async function exchange(
  place: ClientPlace,
  method: string,
  path: string,
  options: HttpOptions = {},
): Promise<HttpResponse> {
  const link = await place.links.open(options.name ?? `${method} ${path}`);
  let answer: Answer | undefined;
  let failure: NodeJS.ErrnoException | undefined;
  const request = send(link, place.port, method, path, options);
  collect(request).then(
    (complete) => {
      answer = complete;
    },
    (error: NodeJS.ErrnoException) => {
      failure = error;
    },
  );
  await place.world.until(() => answer !== undefined || failure !== undefined, options.withinMs ?? WITHIN_MS);
  if (answer) return responseOf(link, answer);
  request.destroy();
  if (!failure) throw new WaitedInVain(`the whole answer to ${method} ${path}`, 'no complete answer', link.last());
  throw new Mismatch({
    expected: `An answer to ${method} ${path}.`,
    received: describeFailure(failure, link),
    why: 'A client that gets no answer cannot tell a refusal from a dead server.',
    at: link.last(),
  });
}

/** Sends one request on the link. @param port the server's: what `Host` names. */
export function send(link: Link, port: number, method: string, path: string, options: HttpOptions): http.ClientRequest {
  const { body } = options;
  const asIs = typeof body === 'string' || body instanceof Uint8Array;
  const payload = body === undefined || asIs ? body : JSON.stringify(body);
  const described = payload === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(payload)) };
  const typed = payload === undefined || asIs ? {} : { 'Content-Type': 'application/json' };
  const request = http.request({
    host: LOOPBACK,
    port: link.port,
    method,
    path,
    agent: false,
    headers: { Host: `${LOOPBACK}:${port}`, Connection: 'close', ...described, ...typed, ...options.headers },
  });
  request.end(payload);
  return request;
}

/** The whole answer. Rejects when the connection ends before it. */
export function collect(request: http.ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ response, body: Buffer.concat(parts) }));
      response.on('error', reject);
    });
  });
}

function responseOf(link: Link, { response, body }: Answer): HttpResponse {
  const text = body.toString('utf8');
  const at = link.recording.last((entry) => entry.kind === 'response');
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
    json: parseJson(text),
    at: at && { link: link.name, entry: at.index },
  };
}
