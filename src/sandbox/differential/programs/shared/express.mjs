/** Serves an app, sends it requests, and prints the answers as bytes. */
import http from 'node:http';
import { listening } from './notes.mjs';
import { exchange, show } from './raw.mjs';

/** Requests are `METHOD /path`, then header lines; a body comes after an empty line. */
export async function tell(app, requests) {
  const server = http.createServer(app);
  const port = await listening(server);
  for (const text of requests) {
    const [head, ...rest] = text.split('\n\n');
    const [first, ...headers] = head.split('\n');
    const body = rest.join('\n\n');
    const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
    const hosted = headers.some((line) => /^host:/i.test(line)) ? [] : ['Host: example.com'];
    const bytes = `${first} HTTP/1.1\r\n${[...hosted, ...headers, ...length, 'Connection: close'].join('\r\n')}\r\n\r\n${Buffer.from(body).toString('latin1')}`;
    show(text.replaceAll('\n', ' | '), await exchange(port, bytes));
  }
  server.close();
}
