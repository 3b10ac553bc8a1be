/** Requests and answers as bytes, over a plain socket. */
import net from 'node:net';

const line = (text) => JSON.stringify(text).slice(1, -1).replaceAll('\\r\\n', '\n    ').replaceAll('\\"', '"');

/** Prints bytes line by line, control characters visible. */
export function show(title, bytes) {
  console.log(`${title}\n    ${line(bytes)}`);
}

/**
 * Writes each of `parts` (those after the first when the loop has been round) and resolves with all that came until the
 * other side closed.
 */
export function exchange(port, ...parts) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let text = '';
    socket.setEncoding('latin1').on('data', (data) => (text += data));
    socket.on('error', ({ code }) => (text += `<${code}>`));
    socket.on('end', () => socket.end());
    socket.on('close', () => resolve(text));
    socket.on('connect', async () => {
      for (const part of parts) {
        socket.write(part, 'latin1');
        await new Promise((done) => setImmediate(done));
      }
    });
  });
}

/** A GET of HTTP/1.1 with more header lines, that ends the connection. */
export const get = (path, ...headers) =>
  `${['GET', path].join(' ')} HTTP/1.1\r\n${['Host: x', ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`;
