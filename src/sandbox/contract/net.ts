import { describe, expect, it } from 'vitest';
import { exchange, type Subject, sayings, World } from './harness.ts';

const HEAD = `
  const net = require('node:net');
  const say = require('./say.cjs');
  const port = Number(process.env.PORT);
`;

/** A server program around `handler`, the body of its connection listener. */
const serverOf = (handler: string, options = '{}') => `${HEAD}
  const server = net.createServer(${options}, (socket) => { ${handler} });
  server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
`;

export function net(subject: () => Subject): void {
  describe('net', () => {
    it('refuses a connection to a closed port, but never at once', async () => {
      const program = `${HEAD}
        const server = net.createServer().listen(0, '127.0.0.1', () => {
          const { port } = server.address();
          server.close(() => {
            let returned = false;
            net.connect(port, '127.0.0.1').on('error', ({ code, syscall, address, port: where }) => {
              say([returned, code, syscall, address, where === port]);
            });
            returned = true;
          });
        });
      `;
      expect(await sayings(subject(), [], program)).toEqual([[true, 'ECONNREFUSED', 'connect', '127.0.0.1', true]]);
    });

    it('lets one server listen on a port', async () => {
      const program = `${HEAD}
        const first = net.createServer().listen(0, '127.0.0.1', () => {
          const { port } = first.address();
          const second = net.createServer().on('error', ({ code, syscall }) => { say([code, syscall]); first.close(); });
          second.listen(port, '127.0.0.1');
        });
      `;
      expect(await sayings(subject(), [], program)).toEqual([['EADDRINUSE', 'listen']]);
    });

    it('lets no two processes listen on a port, and frees it when one is killed', async () => {
      const world = await World.boot(subject(), [], {
        '/app/server.js': `${HEAD}
          const server = net.createServer().on('error', ({ code }) => say({ error: code }));
          server.listen(port, '127.0.0.1', () => say({ port: server.address().port }));
        `,
      });
      const first = await world.start('/app/server.js', { env: { PORT: '0' } });
      const { port } = await first.said<{ port: number }>('port');
      const env = { PORT: String(port) };
      expect((await world.run('/app/server.js', { env })).says).toEqual([{ error: 'EADDRINUSE' }]);
      first.process.kill();
      await first.process.exited;
      const third = await world.start('/app/server.js', { env });
      expect(await third.said('port')).toEqual({ port });
    });

    it('carries bytes both ways, half-closed one way', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(
          `
          const chunks = [];
          socket.on('data', (data) => chunks.push(data));
          socket.on('end', () => socket.end(Buffer.concat(chunks).reverse()));
        `,
          '{ allowHalfOpen: true }',
        ),
        client: `${HEAD}
          const sent = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
          const chunks = [];
          const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(sent));
          socket.on('data', (data) => chunks.push(data));
          socket.on('end', () => say(['end', Buffer.concat(chunks).equals(Buffer.from(sent).reverse())]));
          socket.on('close', (hadError) => say(['close', hadError]));
        `,
      });
      expect(client).toEqual([
        ['end', true],
        ['close', false],
      ]);
    });

    it('tells the peer of a reset', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(`socket.once('data', () => socket.resetAndDestroy());`),
        client: `${HEAD}
          const socket = net.connect(port, '127.0.0.1', () => socket.write('x'));
          socket.on('error', ({ code }) => say(code));
          socket.on('close', (hadError) => say(['close', hadError]));
        `,
      });
      expect(client).toEqual(['ECONNRESET', ['close', true]]);
    });

    it('ends the connections of a process that is killed', async () => {
      const world = await World.boot(subject(), [], {
        '/app/server.js': serverOf('socket.write("hello");'),
        '/app/client.js': `${HEAD}
          const socket = net.connect(port, '127.0.0.1');
          socket.on('data', (data) => say({ heard: String(data) }));
          socket.on('error', () => {});
          socket.on('close', () => say({ closed: true }));
        `,
      });
      const { server, port } = await world.serve('/app/server.js');
      const client = await world.start('/app/client.js', { env: { PORT: String(port) } });
      await client.said('heard');
      server.process.kill();
      await client.said('closed');
      expect((await client.end()).exit).toEqual({ code: 0 });
    });

    it('holds a writer back while its peer pauses, and drains once', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(`
          socket.pause();
          socket.on('error', () => {});
          server.once('go', () => socket.resume());
          net.createServer((control) => { control.on('error', () => {}); server.emit('go'); }).listen(0, '127.0.0.1', function () {
            socket.write(String(this.address().port));
          });
        `),
        client: `${HEAD}
          const chunk = Buffer.alloc(64 * 1024);
          let writes = 0;
          let drains = 0;
          let blocked = false;
          const socket = net.connect(port, '127.0.0.1');
          const push = () => {
            do writes += 1; while (socket.write(chunk));
          };
          socket.on('drain', () => {
            if (!blocked) return push();
            drains += 1;
            socket.end();
          });
          socket.on('close', () => { say({ drains }); process.exit(); });
          socket.once('data', (data) => {
            // The buffers on the way are full once nothing has moved for a while: no event tells.
            const untilStill = (before) => setTimeout(() => {
              if (writes !== before) return untilStill(writes);
              blocked = true;
              say({ blocked: socket.writableLength > 0 });
              net.connect(Number(String(data)), '127.0.0.1');
            }, 50);
            push();
            untilStill(0);
          });
        `,
      });
      expect(client).toEqual([{ blocked: true }, { drains: 1 }]);
    });

    it('tells both ends who they speak to', async () => {
      const { client, server } = await exchange(subject(), [], {
        server: serverOf(`say({ peer: [socket.remoteAddress, socket.remoteFamily, socket.localPort] }); socket.end();`),
        client: `${HEAD}
          const socket = net.connect(port, '127.0.0.1', () => say([socket.remoteAddress, socket.remotePort === port, socket.localPort > 0]));
          socket.resume();
        `,
      });
      expect(client).toEqual([['127.0.0.1', true, true]]);
      const { peer } = await server.said<{ peer: unknown[] }>('peer');
      expect(peer.slice(0, 2)).toEqual(['127.0.0.1', 'IPv4']);
    });

    it('serves a thousand connections at once', async () => {
      const { client } = await exchange(subject(), [], {
        server: serverOf(`socket.on('data', (data) => socket.write(data)); socket.on('end', () => socket.end());`),
        client: `${HEAD}
          let echoed = 0;
          let closed = 0;
          const sockets = Array.from({ length: 1000 }, (_, i) => {
            const socket = net.connect(port, '127.0.0.1', () => socket.write('n' + i));
            socket.once('data', (data) => {
              if (String(data) === 'n' + i) echoed += 1;
              if (echoed === 1000) for (const it of sockets) it.end();
            });
            socket.on('close', () => { if (++closed === 1000) say({ echoed }); });
            return socket;
          });
        `,
      });
      expect(client).toEqual([{ echoed: 1000 }]);
    });

    it('lets three processes talk', async () => {
      const world = await World.boot(subject(), [], {
        '/app/hub.js': `${HEAD}
          const sockets = new Set();
          const server = net.createServer((socket) => {
            sockets.add(socket);
            socket.on('data', (data) => { for (const other of sockets) if (other !== socket) other.write(data); });
            socket.on('close', () => sockets.delete(socket));
            say({ joined: sockets.size });
          });
          server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
        `,
        '/app/asks.js': `${HEAD}
          const socket = net.connect(port, '127.0.0.1', () => socket.write('question'));
          socket.on('data', (data) => { say({ heard: String(data) }); socket.end(); });
        `,
        '/app/answers.js': `${HEAD}
          const socket = net.connect(port, '127.0.0.1', () => say({ up: true }));
          socket.on('data', (data) => { say({ heard: String(data) }); socket.end('answer'); });
        `,
      });
      const { server, port } = await world.serve('/app/hub.js');
      const env = { PORT: String(port) };
      const answering = await world.start('/app/answers.js', { env });
      await server.said('joined');
      const asking = await world.run('/app/asks.js', { env });
      expect(asking.says).toEqual([{ heard: 'answer' }]);
      expect((await answering.end()).says).toEqual([{ up: true }, { heard: 'question' }]);
    });
  });
}
