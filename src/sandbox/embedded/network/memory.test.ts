import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../host/testing.ts';

/** Opens and closes connections in rounds, and tells which of their sockets are still held. */
const PROGRAM = `
  const net = require('node:net');
  const { spawn } = require('node:child_process');
  const { once } = require('node:events');
  const ways = {
    end: (socket) => socket.end(),
    destroy: (socket) => socket.destroy(),
    reset: (socket) => socket.resetAndDestroy(),
  };
  async function open(port, way, count) {
    await Promise.all(Array.from({ length: count }, async () => {
      const socket = net.connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(Buffer.alloc(10_000));
      socket.on('data', () => ways[way](socket)).on('error', () => {});
      await once(socket, 'close');
    }));
  }
  (async () => {
    const child = spawn(process.execPath, ['/app/server.js'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const control = globalThis[Symbol.for('duplex.rig-host')];
    for (const way of Object.keys(ways)) await open(3000, way, 200);
    await control.local({ op: 'poll' });
    const after = await control.local({ op: 'poll' });
    console.log(JSON.stringify({ links: after.links.length, busy: after.busy, connecting: after.connecting }));
    child.stdout.once('data', (data) => { console.log(String(data)); child.kill(); });
    child.kill('SIGUSR1');
    await once(child, 'exit');
    process.exit();
  })();
`;

const SERVER = `
  const net = require('node:net');
  let isAsked = false;
  // The last clients may be gone before the server has heard of it.
  const tell = () => server.getConnections((_error, count) => {
    if (!isAsked || count > 0) return;
    isAsked = false;
    console.log('connections left', count);
  });
  const server = net.createServer((socket) => {
    socket.on('data', () => socket.write('seen')).on('error', () => {}).on('close', tell);
  });
  server.listen(3000, () => console.log('up'));
  process.on('SIGUSR1', () => {
    isAsked = true;
    tell();
  });
`;

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host?.[Symbol.asyncDispose]());

describe('closed connections', () => {
  it('leave nothing behind, however they were closed', async () => {
    const env = { DUPLEX_CONTROL: JSON.stringify({ clock: 'real', now: 0, epoch: 0 }) };
    const { stdout, stderr } = await host.run(
      { '/duplex/rig.cjs': PROGRAM, '/app/server.js': SERVER },
      { entry: '/duplex/rig.cjs', env },
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('{"links":0,"busy":0,"connecting":0}\nconnections left 0\n\n');
  });
});
