/** Short forms of what most checks expect. Each failure is a Mismatch in full sentences. */
import { Mismatch } from './check.ts';
import { quote } from './clients/inbox.ts';
import type { HttpResponse, MessageMatch, WebSocketClient } from './rig.ts';

/** Characters of a body that are quoted. */
const QUOTED = 200;

/** The status and the body in words; says so when the body is a web page where data was asked for. */
export function describeResponse({ status, headers, text }: HttpResponse): string {
  if (text === '') return `Status ${status} with no body.`;
  const isPage = /^text\/html\b/i.test(String(headers['content-type'] ?? '')) || /^\s*<(!doctype|html)\b/i.test(text);
  if (isPage) return `Status ${status} with an HTML page: "${shorten(textOfPage(text))}".`;
  return `Status ${status} with ${shorten(text)}`;
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

/** None of these clients has received what matches. First wait for a witness, then settle. */
export function expectSilence(
  clients: readonly WebSocketClient[],
  match: MessageMatch,
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

/** The client has received one message that matches and was not taken yet, and no other message. Settle first. */
export function expectOnly(client: WebSocketClient, match: MessageMatch, what: string, why: string): void {
  const all = client.pending();
  const [first, second] = client.pending(match);
  if (first && all.length === 1) return;
  const extra = second ?? all.find((message) => message !== first);
  throw new Mismatch({
    expected: `${client.name} receives one ${what} and nothing else.`,
    received: extra ? `${client.name} received ${all.map(quote).join(', ')}.` : `${client.name} received nothing.`,
    why,
    at: extra?.at ?? client.link.last(),
  });
}

/** The reading text of a page: what a browser would show of an error page. */
function textOfPage(page: string): string {
  return page
    .replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function shorten(text: string): string {
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}
