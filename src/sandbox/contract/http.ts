import { describe, expect, it } from 'vitest';
import { exchange, type Subject } from './harness.ts';

const HEAD = `
  const http = require('node:http');
  const say = require('./say.cjs');
  const port = Number(process.env.PORT);
`;

const serverOf = (handler: string) => `${HEAD}
  const server = http.createServer((request, response) => { ${handler} });
  server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
`;

export function http(subject: () => Subject): void {
  describe('http', () => {
    it('keeps the case and the order of headers, and each Set-Cookie apart', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(`
          response.writeHead(200, [['X-CuStOm', 'a'], ['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['Connection', 'close']].flat());
          response.end(JSON.stringify(request.rawHeaders));
        `),
        client: `${HEAD}
          http.get({ port, host: '127.0.0.1', headers: { 'x-LOWER': 'b', 'ACCEPT': '*/*' } }, async (response) => {
            const text = (await response.toArray()).join('');
            say(JSON.parse(text).slice(0, 4));
            say(response.rawHeaders.slice(0, 6));
            say([response.headers['x-custom'], response.headers['set-cookie']]);
          });
        `,
      });
      expect(client).toEqual([
        ['x-LOWER', 'b', 'ACCEPT', '*/*'],
        ['X-CuStOm', 'a', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
        ['a', ['a=1', 'b=2']],
      ]);
    });

    it('delivers the headers and the first event of a stream before its end, and tells the server of an abort', async () => {
      const { client, server } = await exchange(subject(), [], {
        server: serverOf(`
          response.writeHead(200, { 'Content-Type': 'text/event-stream' });
          response.write('data: first\\n\\n');
          response.on('close', () => say({ closed: response.writableFinished }));
        `),
        client: `${HEAD}
          const request = http.get({ port, host: '127.0.0.1' }, (response) => {
            say([response.statusCode, response.headers['content-type']]);
            response.on('error', () => {});
            response.once('data', (data) => { say(String(data)); request.destroy(); });
          });
        `,
      });
      expect(client).toEqual([[200, 'text/event-stream'], 'data: first\n\n']);
      expect(await server.said('closed')).toEqual({ closed: false });
    });

    it('sends headers on flushHeaders alone', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(`response.writeHead(204 + 2); response.flushHeaders();`),
        client: `${HEAD}
          http.get({ port, host: '127.0.0.1' }, ({ statusCode }) => { say(statusCode); process.exit(); });
        `,
      });
      expect(client).toEqual([206]);
    });

    it('reuses a connection, and streams a request body in chunks', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(`
          let length = 0;
          request.on('data', (data) => { length += data.length; });
          request.on('end', () => response.end(JSON.stringify([request.method, request.headers['transfer-encoding'], length, request.socket.remotePort])));
        `),
        client: `${HEAD}
          const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
          const post = () => new Promise((resolve) => {
            const request = http.request({ port, host: '127.0.0.1', method: 'POST', agent }, async (response) => {
              resolve(JSON.parse((await response.toArray()).join('')));
            });
            for (let i = 0; i < 100; i++) request.write('x'.repeat(1000));
            request.end();
          });
          (async () => {
            const [first, second] = [await post(), await post()];
            say(first.slice(0, 3));
            say(first[3] === second[3]);
            agent.destroy();
          })();
        `,
      });
      expect(client).toEqual([['POST', 'chunked', 100_000], true]);
    });

    it('answers garbage, and a request that could be smuggled, with 400', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(`response.end('served');`),
        client: `${HEAD}
          const net = require('node:net');
          const raw = (text) => new Promise((resolve) => {
            let got = '';
            const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
            socket.on('data', (data) => { got += data; });
            socket.on('close', () => resolve(got.split('\\r\\n')[0]));
          });
          (async () => {
            say(await raw('no http at all\\r\\n\\r\\n'));
            say(await raw('POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n'));
            say(await raw('GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n'));
          })();
        `,
      });
      expect(client).toEqual(['HTTP/1.1 400 Bad Request', 'HTTP/1.1 400 Bad Request', 'HTTP/1.1 200 OK']);
    });

    it('hands an upgrade over with the bytes that came behind it', async () => {
      const { client } = await exchange(subject(), [], {
        server: `${HEAD}
          const server = http.createServer().on('upgrade', (request, socket, head) => {
            socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: ' + request.headers.upgrade + '\\r\\nConnection: Upgrade\\r\\n\\r\\n' + head);
            socket.end();
          });
          server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
        `,
        client: `${HEAD}
          const socket = require('node:net').connect(port, '127.0.0.1', () => {
            socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\nUpgrade: mirror\\r\\nConnection: Upgrade\\r\\n\\r\\nand more');
          });
          let got = '';
          socket.on('data', (data) => { got += data; });
          socket.on('end', () => { say([got.slice(9, 12), /Upgrade: mirror/.test(got), got.endsWith('\\r\\n\\r\\nand more')]); });
        `,
      });
      expect(client).toEqual([['101', true, true]]);
    });

    it('fetches', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(`response.setHeader('X-Method', request.method); request.pipe(response);`),
        client: `${HEAD}
          (async () => {
            const response = await fetch('http://127.0.0.1:' + port + '/a?b=c', { method: 'PUT', body: 'grüße' });
            say([response.status, response.headers.get('x-method'), await response.text()]);
            process.exit();
          })();
        `,
      });
      expect(client).toEqual([[200, 'PUT', 'grüße']]);
    });

    it('serves an express application', async () => {
      const { client } = await exchange(subject(), ['express', 'ws'], {
        server: `
          const express = require('express');
          const say = require('./say.cjs');
          const app = express();
          app.use(express.json());
          app.get('/rooms/:room', (request, response) => response.json({ room: request.params.room, ip: request.ip, q: request.query.q }));
          app.post('/echo', (request, response) => response.status(202).json(request.body));
          app.get('/fails', () => { throw new Error('inside'); });
          app.use((error, request, response, next) => response.status(error.status ?? 500).send(error.type ?? error.message));
          const server = app.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
        `,
        client: `${HEAD}
          const ask = (path, body) => new Promise((resolve) => {
            const headers = body === undefined ? {} : { 'content-type': 'application/json' };
            const request = http.request({ port, host: '127.0.0.1', path, method: body === undefined ? 'GET' : 'POST', headers });
            request.on('response', async (response) => {
              const text = (await response.toArray()).join('');
              say([response.statusCode, response.headers['content-type'], text]);
              resolve();
            });
            request.end(body);
          });
          (async () => {
            await ask('/rooms/a%20b?q=1');
            await ask('/echo', '{"text":"hi"}');
            await ask('/echo', '{');
            await ask('/fails');
            process.exit();
          })();
        `,
      });
      expect(client).toEqual([
        [200, 'application/json; charset=utf-8', '{"room":"a b","ip":"127.0.0.1","q":"1"}'],
        [202, 'application/json; charset=utf-8', '{"text":"hi"}'],
        [400, 'text/html; charset=utf-8', 'entity.parse.failed'],
        [500, 'text/html; charset=utf-8', 'inside'],
      ]);
    });
  });
}
