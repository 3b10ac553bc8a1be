// AbortSignal for a connection and for a listener: before, while, and after.
import net from 'node:net';
import { describe, listening, note, once, watch } from '../shared/notes.mjs';

const EVENTS = ['connect', 'error', 'close', 'end'];
const server = net.createServer((socket) => socket.on('error', () => {}).resume());
const port = await listening(server);

const early = watch('early', net.connect({ port, host: '127.0.0.1', signal: AbortSignal.abort() }), EVENTS);
// It connects all the same, and stays.
await once(early, 'connect');
note('early', 'destroyed', early.destroyed, early.errored?.code);
early.destroy();

const abort = new AbortController();
const late = watch('late', net.connect({ port, host: '127.0.0.1', signal: abort.signal }), EVENTS);
await once(late, 'connect');
abort.abort(new TypeError('mine'));
note('late', 'destroyed', late.destroyed, describe(late.errored?.cause));
await once(late, 'close');

const listener = new AbortController();
const second = watch('listener', net.createServer(), ['listening', 'close', 'error']);
second.listen({ port: 0, host: '127.0.0.1', signal: listener.signal });
await once(second, 'listening');
listener.abort();
await once(second, 'close');
note('listener', second.listening);
const never = watch('never', net.createServer(), ['listening', 'close', 'error']);
never.listen({ port: 0, signal: AbortSignal.abort() });
await once(never, 'close');
note('never', never.listening);
server.close();
