// Two gateways and the bus between them, each a process: fan-out across all, a polite end of one, a sudden end of another.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { WebSocket } from 'ws';
import { note, once } from '../../shared/notes.mjs';

const start = async (file, ...args) => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, file), ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = Number(await once(child.stdout, 'data'));
  return { child, port };
};
const ended = (child) => new Promise((resolve) => child.once('exit', (code, signal) => resolve(`${code} ${signal}`)));

const bus = await start('bus.cjs');
const [east, west] = await Promise.all([
  start('gateway.mjs', 'east', bus.port),
  start('gateway.mjs', 'west', bus.port),
]);
const join = async (who, { port }) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  const waiting = new Set();
  const heard = [];
  socket.on('message', (data) => {
    heard.push(String(data));
    note(who, 'heard', data);
    for (const wake of waiting) wake();
  });
  socket.on('close', (code, reason) => note(who, 'close', code, reason));
  await once(socket, 'open');
  const until = (text) =>
    new Promise((resolve) => {
      const wake = () => heard.includes(text) && resolve(waiting.delete(wake));
      waiting.add(wake);
      wake();
    });
  return { socket, until };
};
const members = await Promise.all([join('ana', east), join('ben', east), join('cy', west)]);
const [ana, , cy] = members;
const told = (text) => Promise.all(members.map(({ until }) => until(text)));

ana.socket.send('hello');
await told('east: hello');
cy.socket.send('and back');
await told('west: and back');
const state = async ({ port }) => (await fetch(`http://127.0.0.1:${port}/`)).json();
note('states', JSON.stringify(await state(east)), JSON.stringify(await state(west)));

const gone = [ended(west.child), once(cy.socket, 'close')];
west.child.kill('SIGTERM');
note('west', 'exit', (await Promise.all(gone))[0]);
await new Promise((resolve) =>
  new WebSocket(`ws://127.0.0.1:${west.port}`).once('error', (error) => resolve(note('west', error.code))),
);
ana.socket.send('alone');
await ana.until('east: alone');
bus.child.kill('SIGKILL');
note('bus', 'exit', await ended(bus.child));
await Promise.all(members.slice(0, 2).map(({ until }) => until('the bus is gone')));
note('states', JSON.stringify(await state(east)));
const last = [ended(east.child), ...members.slice(0, 2).map(({ socket }) => once(socket, 'close'))];
east.child.kill('SIGTERM');
note('east', 'exit', (await Promise.all(last))[0]);
