/** Heads of HTTP/1.1 messages: their lines, and what they say of the body (RFC 9112). */
import type { HttpHead } from './entry.ts';
import { decodeLatin1 } from './text.ts';

export type BodyFraming =
  | { readonly by: 'length'; readonly length: number }
  | { readonly by: 'chunks' | 'close' | 'nothing' };

/** The value of a header, several of one name joined with `, `; `undefined` without it. */
export function headerOf(head: HttpHead, name: string): string | undefined {
  const values = head.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(', ') : undefined;
}

export function asksToUpgrade(head: HttpHead): boolean {
  const connection = (headerOf(head, 'connection') ?? '').toLowerCase().split(',');
  return headerOf(head, 'upgrade') !== undefined && connection.some((option) => option.trim() === 'upgrade');
}

export function parseRequestHead(
  lines: readonly string[],
): { readonly head: HttpHead; readonly method: string; readonly target: string } | undefined {
  const line = /^([!#$%&'*+\-.^_`|~\w]+) (\S+) HTTP\/(\d\.\d)$/.exec(lines[0] ?? '');
  const headers = parseHeaders(lines.slice(1));
  if (!line || !headers) return undefined;
  const [, method = '', target = '', version = ''] = line;
  return { head: { version, headers }, method, target };
}

export function parseResponseHead(
  lines: readonly string[],
): { readonly head: HttpHead; readonly status: number; readonly reason: string } | undefined {
  const line = /^HTTP\/(\d\.\d) (\d{3})(?: (.*))?$/.exec(lines[0] ?? '');
  const headers = parseHeaders(lines.slice(1));
  if (!line || !headers) return undefined;
  const [, version = '', code = '', reason = ''] = line;
  return { head: { version, headers }, status: Number(code), reason };
}

function parseHeaders(lines: readonly string[]): HttpHead['headers'] | undefined {
  const headers: (readonly [string, string])[] = [];
  for (const line of lines) {
    const header = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (!header) return undefined;
    headers.push([header[1] ?? '', header[2] ?? '']);
  }
  return headers;
}

/** RFC 9112 §6.3. */
export function requestFraming(head: HttpHead): BodyFraming {
  if (isChunked(head)) return { by: 'chunks' };
  const length = contentLength(head);
  return length === undefined || length === 0 ? { by: 'nothing' } : { by: 'length', length };
}

/** RFC 9112 §6.3. */
export function responseFraming(head: HttpHead, status: number, method: string | undefined): BodyFraming {
  if (method === 'HEAD' || status === 204 || status === 304) return { by: 'nothing' };
  if (isChunked(head)) return { by: 'chunks' };
  const length = contentLength(head);
  if (length === undefined) return { by: 'close' };
  return length === 0 ? { by: 'nothing' } : { by: 'length', length };
}

function isChunked(head: HttpHead): boolean {
  const codings = (headerOf(head, 'transfer-encoding') ?? '').toLowerCase().split(',');
  return codings.at(-1)?.trim() === 'chunked';
}

function contentLength(head: HttpHead): number | undefined {
  const value = headerOf(head, 'content-length');
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** False as soon as the bytes cannot become a request any more. */
export function startsAsRequest(bytes: Uint8Array, from: number): boolean {
  const start = decodeLatin1(bytes.subarray(from, from + 32));
  return /^\r?$|^[!#$%&'*+\-.^_`|~\w]+( |$)/.test(start);
}

/** False as soon as the bytes cannot become a response any more. */
export function startsAsResponse(bytes: Uint8Array): boolean {
  const start = decodeLatin1(bytes.subarray(0, 5));
  return 'HTTP/'.startsWith(start);
}
