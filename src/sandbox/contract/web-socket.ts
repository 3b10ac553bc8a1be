import { describe, expect, it } from 'vitest';
import { exchange, type Subject, sayings } from './harness.ts';

const HEAD = `
  const { WebSocket, WebSocketServer } = require('ws');
  const say = require('./say.cjs');
  const url = 'ws://127.0.0.1:' + process.env.PORT;
`;

const serverOf = (handler: string) => `${HEAD}
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => say({ port: wss.address().port }));
  wss.on('connection', (socket, request) => { ${handler} });
`;

export function webSocket(subject: () => Subject): void {
  describe('ws', () => {
    it("is the package itself, not a stand-in's", async () => {
      const program = `
        const path = require('node:path');
        const main = require.resolve('ws');
        const own = require(path.join(path.dirname(main), 'lib/receiver.js'));
        const { version } = require('ws/package.json');
        require('./say.cjs')([require('ws').Receiver === own, own.name, version]);
      `;
      const { version } = (await import('ws/package.json', { with: { type: 'json' } })).default;
      expect(await sayings(subject(), ['ws'], program)).toEqual([[true, 'Receiver', version]]);
    });

    it('delivers a message as bytes and whether they are binary', async () => {
      const { client } = await exchange(subject(), ['ws'], {
        server: serverOf(`
          socket.on('message', (data, isBinary) => {
            say({ got: [Buffer.isBuffer(data), isBinary, data.toString('latin1')] });
            socket.send(data, { binary: isBinary });
          });
        `),
        client: `${HEAD}
          const socket = new WebSocket(url);
          const inbox = [];
          socket.on('open', () => {
            socket.send('grüße');
            socket.send(Buffer.from([0, 255]));
            socket.send('x'.repeat(70_000));
          });
          socket.on('message', (data, isBinary) => {
            inbox.push([Buffer.isBuffer(data), isBinary, data.length]);
            if (inbox.length === 3) { say(inbox); socket.close(); }
          });
        `,
      });
      expect(client).toEqual([
        [
          [true, false, 7],
          [true, true, 2],
          [true, false, 70_000],
        ],
      ]);
    });

    it('passes code and reason of a close both ways', async () => {
      const { client, server } = await exchange(subject(), ['ws'], {
        server: serverOf(`
          if (request.url === '/you') socket.close(4001, 'server says grüße');
          else socket.on('close', (code, reason) => say({ code, reason: String(reason) }));
        `),
        client: `${HEAD}
          new WebSocket(url + '/you').on('close', (code, reason) => {
            say([code, String(reason)]);
            const second = new WebSocket(url + '/me').on('open', () => second.close(4002, 'client says bye'));
            second.on('close', (code, reason) => say([code, String(reason)]));
          });
        `,
      });
      expect(client).toEqual([
        [4001, 'server says grüße'],
        [4002, 'client says bye'],
      ]);
      expect(await server.said('code')).toEqual({ code: 4002, reason: 'client says bye' });
    });

    it('shows a destroyed connection as 1006 to the peer and takes it out of the clients', async () => {
      const { client, server } = await exchange(subject(), ['ws'], {
        server: serverOf(`
          if (request.url === '/end') return void say({ left: wss.clients.size - 1 }), socket.terminate();
          socket.on('close', (code) => say({ code, clients: wss.clients.size }));
        `),
        client: `${HEAD}
          const first = new WebSocket(url + '/cut').on('open', () => first._socket.destroy());
          first.on('error', () => {});
          first.on('close', (code) => {
            say(code);
            new WebSocket(url + '/end').on('close', (code) => say(code)).on('error', () => {});
          });
        `,
      });
      expect(client).toEqual([1006, 1006]);
      expect(await server.said('code')).toEqual({ code: 1006, clients: expect.any(Number) });
      expect(await server.said('left')).toEqual({ left: 0 });
    });

    it('answers a ping by itself', async () => {
      const { client, server } = await exchange(subject(), ['ws'], {
        server: serverOf(`
          socket.on('pong', (data) => { say({ pong: String(data) }); socket.close(); });
          socket.ping('are you there');
        `),
        client: `${HEAD}
          new WebSocket(url).on('ping', (data) => say(String(data)));
        `,
      });
      expect(client).toEqual(['are you there']);
      expect(await server.said('pong')).toEqual({ pong: 'are you there' });
    });

    it('shares a server with express, and refuses other paths', async () => {
      const { client } = await exchange(subject(), ['express', 'ws'], {
        server: `
          const http = require('node:http');
          const express = require('express');
          const { WebSocketServer } = require('ws');
          const say = require('./say.cjs');
          const app = express().get('/stats', (request, response) => response.json({ clients: wss.clients.size }));
          const server = http.createServer(app);
          const wss = new WebSocketServer({ noServer: true });
          server.on('upgrade', (request, socket, head) => {
            if (request.url !== '/hub') return socket.end('HTTP/1.1 404 Not Found\\r\\nConnection: close\\r\\n\\r\\n');
            wss.handleUpgrade(request, socket, head, (ws) => ws.send('welcome'));
          });
          server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
        `,
        client: `${HEAD}
          new WebSocket(url + '/other').on('unexpected-response', (request, response) => {
            say(response.statusCode);
            new WebSocket(url + '/hub').on('message', (data) => {
              say(String(data));
              require('node:http').get(url.replace('ws', 'http') + '/stats', async (response) => {
                say(JSON.parse((await response.toArray()).join('')));
                process.exit();
              });
            });
          });
        `,
      });
      expect(client).toEqual([404, 'welcome', { clients: 1 }]);
    });

    it('compresses when both ends agree', async () => {
      const { client } = await exchange(subject(), ['ws'], {
        server: `${HEAD}
          const wss = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } }, () => say({ port: wss.address().port }));
          wss.on('connection', (socket) => socket.on('message', (data) => socket.send(data.toString().toUpperCase())));
        `,
        client: `${HEAD}
          const socket = new WebSocket(url).on('open', () => socket.send('again '.repeat(1000)));
          socket.on('message', (data) => { say([socket.extensions, data.length, String(data).slice(0, 12)]); socket.close(); });
        `,
      });
      expect(client).toEqual([['permessage-deflate', 6000, 'AGAIN AGAIN ']]);
    });

    it('serves a thousand clients at once', async () => {
      const { client } = await exchange(subject(), ['ws'], {
        server: serverOf(`socket.on('message', (data) => socket.send(data, { binary: false }));`),
        client: `${HEAD}
          let echoed = 0;
          let closed = 0;
          const sockets = Array.from({ length: 1000 }, (_, i) => {
            const socket = new WebSocket(url).on('open', () => socket.send('n' + i));
            socket.on('message', (data) => {
              if (String(data) === 'n' + i) echoed += 1;
              if (echoed === 1000) for (const it of sockets) it.close();
            });
            socket.on('close', () => { if (++closed === 1000) say({ echoed }); });
            return socket;
          });
        `,
      });
      expect(client).toEqual([{ echoed: 1000 }]);
    });
  });
}
