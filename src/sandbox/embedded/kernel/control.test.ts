import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../../build/sandbox/context.ts';
import { type Ended, openTestHost, readToEnd, type TestHost } from '../host/testing.ts';

const REPEATS = Number(process.env['DUPLEX_REPEATS'] ?? 2);

/** The heartbeat of the README of `ws`. It logs its own virtual time. */
const HEARTBEAT = `
  const { WebSocketServer } = require('ws');
  const begun = Date.now();
  const log = (...what) => console.log(Date.now() - begun, ...what);
  const wss = new WebSocketServer({ port: process.env.PORT });
  let last = 0;
  wss.on('connection', (socket) => {
    socket.number = ++last;
    socket.isAlive = true;
    log('open', socket.number);
    socket.on('error', (error) => log('error', socket.number, error.code));
    socket.on('pong', () => { socket.isAlive = true; log('pong', socket.number); });
    socket.on('close', (code) => log('close', socket.number, code));
  });
  setInterval(() => {
    for (const socket of wss.clients) {
      if (!socket.isAlive) { log('terminate', socket.number); socket.terminate(); continue; }
      socket.isAlive = false;
      socket.ping();
    }
  }, 30_000);
  log('random', Math.random());
`;

/** One rig: the project's own world around one server and two clients, one of which answers nothing. */
const RIG = `
  import net from 'node:net';
  import WebSocket from 'ws';
  import { rigHost } from './src/rig/control/host.ts';
  import { LoopWatch } from './src/rig/control/loop-watch.ts';
  import { ProcessControl } from './src/rig/control/process.ts';
  import { World } from './src/rig/world/world.ts';

  const MUTE = 'GET / HTTP/1.1\\r\\nHost: x\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\\r\\n\\r\\n';

  async function main() {
    const host = rigHost();
    const watch = new LoopWatch(host);
    const start = { clock: 'virtual', now: host.now(), epoch: Date.UTC(2026, 0, 1), seed: 7 };
    const server = await ProcessControl.start({ host, watch, entry: 'server.js', env: {}, start, answerWithinMs: 10_000 });
    const world = new World({ host, watch, server });
    const began = host.now();
    const logs = { healthy: [], mute: [] };
    const log = (who, ...what) => logs[who].push([host.now() - began, ...what].join(' '));
    while (server.ports.length === 0) await world.idle();

    const healthy = new WebSocket('ws://127.0.0.1:' + server.port);
    for (const event of ['open', 'ping', 'close']) healthy.on(event, (detail) => log('healthy', event, String(detail ?? '')));
    await world.idle();
    const mute = net.connect(server.port, '127.0.0.1', () => mute.write(MUTE));
    for (const event of ['end', 'close']) mute.on(event, () => log('mute', event));
    mute.on('data', (data) => log('mute', data.length, 'bytes'));
    await world.idle();
    await world.advance(20 * 60_000);
    healthy.terminate();
    await world.idle();
    const end = await server.stop();
    console.log(JSON.stringify({ ...logs, server: server.output.last(100_000).trim().split('\\n'), end }));
    process.exit();
  }
  main().catch((error) => { console.error(error); process.exit(1); });
`;

let host: TestHost;
let rig: string;

beforeAll(async () => {
  host = await openTestHost();
  const { outputFiles } = await build({
    stdin: { contents: RIG, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'error',
  });
  rig = outputFiles[0]!.text;
});
afterAll(() => host?.[Symbol.asyncDispose]());

async function grade(): Promise<Ended> {
  await using sandbox = await host.boot(['ws']);
  await sandbox.write({ '/app/server.js': HEARTBEAT, '/duplex/rig.cjs': rig });
  const control = { clock: 'virtual', now: 1000, epoch: Date.UTC(2026, 0, 1) };
  return await readToEnd(
    await sandbox.spawn({ entry: '/duplex/rig.cjs', env: { DUPLEX_CONTROL: JSON.stringify(control) } }),
  );
}

describe('a rig that drives the clocks', () => {
  it('sees the same twenty minutes of a heartbeat each time', async () => {
    const first = await grade();
    expect(first.stderr).toBe('');
    const logs = JSON.parse(first.stdout) as Record<'healthy' | 'mute' | 'server', string[]>;
    expect(logs.mute).toEqual(['0 129 bytes', '30000 2 bytes', '60000 end', '60000 close']);
    expect(logs.healthy.filter((line) => line.includes('ping'))).toHaveLength(40);
    expect(logs.server.filter((line) => line.includes('pong 1'))).toHaveLength(40);
    expect(logs.server).toContain('60000 terminate 2');
    for (let run = 1; run < REPEATS; run++) expect((await grade()).stdout).toBe(first.stdout);
  });
});
