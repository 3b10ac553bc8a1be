// A server in another process: an exchange, a half-close across processes, and what its sudden death looks like.
import { spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { listening, note, once, watch } from '../../shared/notes.mjs';

const start = async (...args) => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'server.cjs'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = Number(await once(child.stdout, 'data'));
  return { child, port };
};
const EVENTS = ['connect', 'data', 'end', 'error', 'close'];

const polite = await start();
const first = watch('echo', net.connect({ port: polite.port, host: '127.0.0.1', allowHalfOpen: true }), EVENTS);
first.write('hello');
await once(first, 'data');
first.end();
await once(first, 'close');

const idle = watch('killed, idle', net.connect(polite.port, '127.0.0.1'), EVENTS);
// Its answer tells that the other process has taken the connection.
idle.write('here');
await once(idle, 'data');
polite.child.on('exit', (code, signal) => note('child', 'exit', code, signal));
polite.child.on('close', (code, signal) => note('child', 'close', code, signal));
const gone = [once(idle, 'close'), once(polite.child, 'close')];
polite.child.kill('SIGKILL');
await Promise.all(gone);
const refused = watch('after', net.connect(polite.port, '127.0.0.1'), EVENTS);
await once(refused, 'close');

const leaving = await start();
const exits = watch('exits', net.connect(leaving.port, '127.0.0.1'), EVENTS);
exits.write('exit 3');
leaving.child.on('exit', (code, signal) => note('leaving child', 'exit', code, signal));
await Promise.all([once(exits, 'close'), once(leaving.child, 'exit')]);

const own = net.createServer((socket) => watch('own', socket, ['data', 'end', 'close']));
const port = await listening(own);
const calling = await start('call', String(port));
calling.child.stdin.end();
await once(calling.child, 'exit');
own.close();
