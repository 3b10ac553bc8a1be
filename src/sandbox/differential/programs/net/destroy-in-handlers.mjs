// destroy, destroySoon and end in every handler: events, their order, and what callbacks of writes are told.
import net from 'node:net';
import { describe, listening, note, once, settled, watch } from '../shared/notes.mjs';

const EVENTS = ['connect', 'ready', 'end', 'finish', 'error', 'close'];
const server = net.createServer((socket) => socket.on('error', () => {}).resume());
const port = await listening(server);
const connect = (who) => watch(who, net.connect(port, '127.0.0.1'), EVENTS);
const ways = {
  'before connect': (who) => {
    const socket = connect(who);
    socket.write('x', (error) => note(who, 'write', describe(error)));
    socket.destroy();
    return socket;
  },
  'before connect with an error': (who) => connect(who).destroy(new RangeError('mine')),
  'in connect': (who) =>
    connect(who).on('connect', function () {
      this.write('x', (error) => note(who, 'write', error ? error.code : 'done'));
      this.destroy();
      note(who, 'destroyed', this.destroyed, this.readyState, this.closed);
      this.write('y', (error) => note(who, 'second write', error.code));
    }),
  'in ready, soon': (who) =>
    connect(who).on('ready', function () {
      this.write('x');
      this.destroySoon();
      note(who, 'soon', this.destroyed, this.writableEnded);
    }),
  'end in connect': (who) =>
    connect(who).on('connect', function () {
      this.end('bye', () => note(who, 'end callback', this.writableFinished));
      this.end((error) => note(who, 'end again', describe(error)));
    }),
  'an error out of close': (who) => {
    const socket = connect(who).on('connect', () => socket.destroy());
    socket.once('close', () => socket.destroy(new Error('too late')));
    return socket;
  },
  'twice with errors': (who) =>
    connect(who).on('connect', function () {
      this.destroy(new Error('first'));
      this.destroy(new Error('second'));
    }),
};
for (const [who, way] of Object.entries(ways)) {
  const socket = way(who);
  await once(socket, 'close');
  await settled();
  note(
    who,
    'at last',
    socket.errored?.message,
    socket.destroyed,
    socket.closed,
    socket.readableAborted,
    socket.writableAborted,
  );
}
server.close();
