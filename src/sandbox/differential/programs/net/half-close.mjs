// Without allowHalfOpen the other end closes as soon as the first has ended; with it, it may still answer.
import net from 'node:net';
import { listening, note, once, watch } from '../shared/notes.mjs';

const EVENTS = ['connect', 'ready', 'end', 'finish', 'close', 'error', 'data'];

for (const allowHalfOpen of [false, true]) {
  const who = (name) => `${name} ${allowHalfOpen}`;
  const server = net.createServer({ allowHalfOpen }, (socket) => {
    watch(who('server'), socket, EVENTS);
    socket.on('end', () => {
      note(who('server'), 'at end', socket.readyState, socket.writable, socket.writableEnded);
      if (allowHalfOpen) setTimeout(() => socket.end('late answer'), 5);
    });
  });
  const port = await listening(server);
  const client = watch(who('client'), net.connect({ port, host: '127.0.0.1', allowHalfOpen }), EVENTS);
  client.end('question');
  await once(client, 'close');
  await new Promise((resolve) => server.close(resolve));
}
