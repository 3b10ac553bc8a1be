/** Requests as text, for connections that send them in pieces or several in one turn (RFC 9112 section 3). */

/** The request line and the headers, to the blank line. The connection is closed after the answer unless `headers` say so. */
export function requestHead(
  method: string,
  path: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const all = { Host: 'localhost', Connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`;
}

/** The opening handshake of a WebSocket, with the sample key (RFC 6455 section 1.3). */
export function handshakeHead(path: string, headers: Readonly<Record<string, string>> = {}): string {
  return requestHead('GET', path, {
    ...headers,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  });
}

/** A request with a JSON body, in bytes, and where its body begins. */
export function jsonRequest(
  method: string,
  path: string,
  json: unknown,
): { readonly bytes: Buffer; readonly bodyAt: number } {
  const body = Buffer.from(JSON.stringify(json));
  const head = requestHead(method, path, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  return { bytes: Buffer.concat([Buffer.from(head), body]), bodyAt: Buffer.byteLength(head) };
}
