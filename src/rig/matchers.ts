/** Short forms of what most checks expect. Each failure is a Mismatch in full sentences. */
import { Mismatch, type TranscriptPosition } from './check.ts';
import { quote, type Received } from './clients/quote.ts';
import type {
  Closed,
  EventStream,
  HttpResponse,
  Link,
  MessageMatch,
  ReceivedMessage,
  Rig,
  WebSocketClient,
} from './rig.ts';
import { shorten } from './shorten.ts';
import { WaitedInVain } from './world/errors.ts';

/** Characters of a body that are quoted. */
const QUOTED = 200;
/** Readings of a value that never comes to rest. */
const MOST_READINGS = 5;

/** The status and the body in words; says so when the body is a web page where data was asked for. */
export function describeResponse({ status, headers, text }: HttpResponse): string {
  if (text === '') return `Status ${status} with no body.`;
  const isPage = /^text\/html\b/i.test(String(headers['content-type'] ?? '')) || /^\s*<(!doctype|html)\b/i.test(text);
  if (isPage) return `Status ${status} with an HTML page: "${shorten(textOfPage(text), QUOTED)}".`;
  return `Status ${status} with ${shorten(text, QUOTED)}`;
}

/** A wait, and why it matters: what the student reads when it is in vain. @throws WaitedInVain, what the wait throws. */
export async function because<T>(why: string, wait: Promise<T>): Promise<T> {
  try {
    return await wait;
  } catch (error) {
    if (!(error instanceof WaitedInVain)) throw error;
    throw new WaitedInVain(error.label, error.received, error.at, why);
  }
}

/** The answer has this status. @param what the request: `GET /health`. */
export function expectStatus(response: HttpResponse, status: number, what: string, why: string): void {
  if (response.status === status) return;
  throw new Mismatch({
    expected: `${what} answers ${status}.`,
    received: describeResponse(response),
    why,
    at: response.at,
  });
}

/**
 * A client as far as something comes to it: of WebSocket, of server-sent events, of Socket.IO. Each has a way of its own
 * to say what matches.
 */
export type Hearer<Match> = {
  readonly name: string;
  pending(match?: Match): readonly Received[];
} & ({ readonly link: Pick<Link, 'last'> } | { last(): TranscriptPosition | undefined });

function lastOf(client: Hearer<never>): TranscriptPosition | undefined {
  return 'link' in client ? client.link.last() : client.last();
}

/** None of these clients has received what matches. First wait for a witness, then settle. */
export function expectSilence<Match>(
  clients: readonly Hearer<Match>[],
  match: NoInfer<Match>,
  what: string,
  why: string,
): void {
  for (const client of clients) {
    const [leaked] = client.pending(match);
    if (!leaked) continue;
    throw new Mismatch({
      expected: `${client.name} receives no ${what}.`,
      received: `${client.name} received ${quote(leaked)}.`,
      why,
      at: leaked.at,
    });
  }
}

/**
 * Silence, proved: waits for the witness (somebody who should have received it has), settles, and then expects that none
 * of the outsiders has received what matches.
 */
export async function expectSilenceAfter<Match>(
  rig: Pick<Rig, 'settle'>,
  witness: Promise<unknown>,
  outsiders: readonly Hearer<Match>[],
  match: NoInfer<Match>,
  what: string,
  why: string,
): Promise<void> {
  await witness;
  await rig.settle();
  expectSilence(outsiders, match, what, why);
}

/** Each of them has received one message that matches and was not taken yet, and no other message. Settle first. */
export function expectOnly<Match>(
  members: Hearer<Match> | readonly Hearer<Match>[],
  match: NoInfer<Match>,
  what: string,
  why: string,
): void {
  for (const client of [members].flat() as readonly Hearer<Match>[]) {
    const all = client.pending();
    const [first, second] = client.pending(match);
    if (first && all.length === 1) continue;
    const extra = second ?? all.find((message) => message !== first);
    throw new Mismatch({
      expected: `${client.name} receives one ${what} and nothing else.`,
      received: extra ? `${client.name} received ${all.map(quote).join(', ')}.` : `${client.name} received nothing.`,
      why,
      at: extra?.at ?? lastOf(client),
    });
  }
}

/**
 * The server closes the connection, with one of these codes; 1006 stands for an end without a Close frame.
 * @param when what makes it close: `ana sends 64 KiB and one byte`
 */
export async function expectClosed(
  client: WebSocketClient,
  codes: number | readonly number[],
  when: string,
  why: string,
  options?: { withinMs?: number },
): Promise<Closed> {
  const allowed = [codes].flat();
  const closed = await because(why, client.nextClose(`the end of ${client.name}'s connection: ${when}`, options));
  if (allowed.includes(closed.code)) return closed;
  throw new Mismatch({
    expected: `${when}: the connection is closed with ${orList(allowed)}.`,
    received: `It was closed with ${closed.code}${closed.reason ? ` "${closed.reason}"` : ''}.`,
    why,
    at: closed.at ?? client.link.last(),
  });
}

export interface ErrorShape {
  /** Which messages are errors; `{ type: 'error' }` unless told. */
  readonly match?: MessageMatch;
  /** Where the code stands; the field `code` unless told. */
  readonly codeOf?: (json: unknown) => unknown;
  readonly withinMs?: number;
}

/**
 * The reply is one error with one of these codes, and the connection stays open.
 * @param when what it answers: `ana sends null`
 */
export async function expectError(
  client: WebSocketClient,
  codes: readonly string[],
  when: string,
  why: string,
  { match = { type: 'error' }, codeOf = fieldCode, withinMs = 2000 }: ErrorShape = {},
): Promise<ReceivedMessage> {
  const reply = await because(why, client.next(`the error that answers it: ${when}`, match, { withinMs }));
  const code = codeOf(reply.json);
  if (codes.some((allowed) => allowed === code) && !client.closed) return reply;
  throw new Mismatch({
    expected: `${when}: the reply is an error with the code ${orList(codes)}, and the connection stays open.`,
    received: client.closed ? `The connection was closed with ${client.closed.code}.` : `The reply is ${quote(reply)}.`,
    why,
    at: client.closed?.at ?? reply.at,
  });
}

/** Status 200, `text/event-stream` (with any parameters), not cached, and of no declared length. */
export function expectSseHeaders(
  stream: EventStream,
  why = 'Without them a browser gives the stream up for good.',
): void {
  const header = (name: string) => String(stream.headers[name] ?? '');
  const wrong = [
    stream.status === 200 ? '' : `The status is ${stream.status}.`,
    /^text\/event-stream\s*(;|$)/i.test(header('content-type'))
      ? ''
      : `Content-Type is ${header('content-type') || 'missing'}.`,
    /(^|[,\s])no-(cache|store)\s*(,|$)/i.test(header('cache-control'))
      ? ''
      : `Cache-Control is ${header('cache-control') || 'missing'}.`,
    header('content-length') === '' ? '' : `Content-Length is ${header('content-length')}.`,
  ].filter((text) => text !== '');
  if (wrong.length === 0) return;
  throw new Mismatch({
    expected:
      'An event stream answers with status 200, Content-Type: text/event-stream, Cache-Control: no-cache or no-store, and no Content-Length.',
    received: wrong.join(' '),
    why,
    at: stream.at,
  });
}

/** What a field must be: this very value, or one of which a function holds. */
export type Wanted = Readonly<Record<string, unknown>>;

/**
 * What an endpoint reports when nothing moves any more: it is read, with a settle between, until two readings agree, so
 * that a value may lag by one settle. Fields that `wanted` does not name are free; a function in it judges its field.
 * @param what the request: `GET /stats`
 * @param why why it matters, or how that follows from the JSON of the last reading
 * @returns the JSON of the last reading
 */
export async function expectFixedPoint(
  rig: Pick<Rig, 'settle'>,
  read: () => Promise<HttpResponse>,
  wanted: Wanted,
  what: string,
  why: string | ((found: unknown) => string),
): Promise<unknown> {
  let last = await read();
  for (let readings = 1; readings < MOST_READINGS; readings++) {
    await rig.settle();
    const next = await read();
    const agrees = next.status === last.status && next.text === last.text;
    last = next;
    if (agrees) break;
  }
  if (last.status === 200 && fits(last.json, wanted)) return last.json;
  throw new Mismatch({
    expected: `${what} answers 200 with ${describeWanted(wanted)}, when all has come to rest.`,
    received: describeResponse(last),
    why: last.status === 200 && isText(last.json, wanted) ? NUMBERS : typeof why === 'function' ? why(last.json) : why,
    at: last.at,
  });
}

const NUMBERS = 'A number in JSON stands without quotes: "16" is a text, and "16" + 1 is "161".';

/** Whether it would fit, were its texts numbers. */
function isText(value: unknown, wanted: unknown): boolean {
  if (fits(value, wanted)) return false;
  const asNumbers = JSON.stringify(value, (_, part) => (typeof part === 'string' && part !== '' ? Number(part) : part));
  return asNumbers !== undefined && fits(JSON.parse(asNumbers), wanted);
}

function fits(value: unknown, wanted: unknown): boolean {
  if (typeof wanted === 'function') return wanted(value) === true;
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) {
    return JSON.stringify(value) === JSON.stringify(wanted);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(wanted).every(([key, part]) => fits(fieldOf(value, key), part));
}

/** A function is described by its name: `atMostOne` as `(at most one)`. */
function describeWanted(wanted: Wanted): string {
  return JSON.stringify(wanted, (_, value) => (typeof value === 'function' ? `(${wordsOf(value.name)})` : value));
}

/** `atMostOne` becomes `at most one`. */
function wordsOf(name: string): string {
  return name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

function fieldCode(json: unknown): unknown {
  return fieldOf(json, 'code');
}

/** The value's own field; undefined where it has none, or is no object. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function orList(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

/** The reading text of a page: what a browser would show of an error page. */
function textOfPage(page: string): string {
  return page
    .replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
