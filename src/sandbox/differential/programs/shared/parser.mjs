/** Sends bytes to a server that tells how it read them, or by which error it refused. */
import http from 'node:http';
import net from 'node:net';
import { listening } from './notes.mjs';
import { exchange } from './raw.mjs';

/** What a server makes of each text: the requests it saw, the errors, and the first line of what it answered. */
export async function serverReads(texts, options = {}, split = (text) => [text]) {
  let seen = [];
  const server = http.createServer(options, async (request, response) => {
    let body = '';
    request.on('error', ({ code }) => seen.push(`error ${code}`));
    request.on('data', (data) => (body += data.toString('latin1')));
    request.on('end', () => {
      seen.push(
        JSON.stringify([
          request.method,
          request.url,
          request.httpVersion,
          request.rawHeaders,
          body,
          request.rawTrailers,
        ]),
      );
      response.end('ok');
    });
  });
  server.on('clientError', (error, socket) => {
    const { code, reason, bytesParsed, message, rawPacket } = error;
    seen.push(`${code} ${bytesParsed} ${reason} (${message}) ${rawPacket?.length}`);
    socket.end('HTTP/1.1 400 Refused\r\n\r\n');
  });
  for (const event of ['upgrade', 'connect'])
    server.on(event, (request, socket, head) => {
      seen.push(`${event} ${request.method} ${request.url} ${JSON.stringify(head.toString('latin1'))}`);
      socket.end();
    });
  server.keepAliveTimeout = 0;
  const port = await listening(server);
  const results = [];
  for (const text of texts) {
    seen = [];
    const parts = split(text);
    // Nothing more comes: what is not whole by then is told.
    const answer = await finish(port, parts);
    results.push({ text, seen, answer });
  }
  server.close();
  server.closeAllConnections();
  return results;
}

function finish(port, parts) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setNoDelay();
    let text = '';
    socket.setEncoding('latin1').on('data', (data) => (text += data));
    socket.on('error', ({ code }) => (text += `<${code}>`));
    socket.on('close', () => resolve(text));
    socket.on('end', () => socket.end());
    socket.on('connect', async () => {
      for (const part of parts) {
        if (!socket.writable) break;
        socket.write(part, 'latin1');
        if (parts.length > 1) await new Promise((done) => setImmediate(done));
      }
      socket.end();
    });
  });
}

/** Prints what became of each text. */
export async function tellServer(texts, options, split) {
  for (const { text, seen, answer } of await serverReads(texts, options, split)) {
    const shown = text.length > 300 ? `${text.slice(0, 100)}… (${text.length})` : text;
    console.log(JSON.stringify(shown));
    for (const line of seen) console.log(`    ${line.length > 700 ? `${line.slice(0, 300)}… (${line.length})` : line}`);
    console.log(
      `    → ${JSON.stringify(
        answer
          .split('\r\n')
          .filter((it) => /^HTTP/.test(it))
          .join(' | '),
      )}`,
    );
  }
}

/** What a client makes of each answer. */
export async function tellClient(answers, options = {}) {
  for (const answer of answers) {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer, 'latin1'));
    });
    const port = await listening(server);
    console.log(JSON.stringify(answer.length > 300 ? `${answer.slice(0, 100)}… (${answer.length})` : answer));
    await new Promise((resolve) => {
      const request = http.get({ port, host: '127.0.0.1', agent: false, ...options });
      request.on('information', ({ statusCode, rawHeaders }) =>
        console.log('    information', statusCode, JSON.stringify(rawHeaders)),
      );
      request.on('error', ({ code, message, reason, bytesParsed }) =>
        console.log('    request', code, message, reason, bytesParsed),
      );
      request.on('upgrade', (_response, socket, head) => {
        console.log('    upgrade', JSON.stringify(head.toString('latin1')));
        socket.destroy();
      });
      request.on('close', () => setImmediate(resolve));
      request.on('response', (response) => {
        let body = '';
        response.on('data', (data) => (body += data.toString('latin1')));
        response.on('error', ({ code, message }) => console.log('    response', code, message));
        response.on('close', () =>
          console.log(
            '   ',
            response.statusCode,
            JSON.stringify([
              response.statusMessage,
              response.httpVersion,
              response.rawHeaders.length > 40 ? response.rawHeaders.length : response.rawHeaders,
              body,
              response.rawTrailers,
            ]),
            response.complete,
          ),
        );
      });
    });
    server.close();
  }
}

export { exchange };
