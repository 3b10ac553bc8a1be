import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../build/sandbox/context.ts';
import { listExercises, loadExercise, loadSubmissions } from '../src/exercise/catalog.ts';

/** Targets that are no path of anybody's, and that URL or decodeURIComponent may not take. */
const ODD_TARGETS = ['//', '//@:x', '/%', '/api/rooms/%', '/ws?userId=%', '/[', '*', 'http://other/'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'duplex-solutions-'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Once it takes connections; undefined when it has ended before. */
async function connected(port: number, server: ChildProcess): Promise<net.Socket | undefined> {
  for (;;) {
    if (server.exitCode !== null) return undefined;
    const socket = net.connect(port, '127.0.0.1');
    const opened = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (opened) return socket;
  }
}

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
];

/** Sends the head, reads until something comes or the connection ends, and leaves. */
async function asks(socket: net.Socket, target: string, lines: readonly string[]): Promise<void> {
  socket.on('error', () => undefined);
  const heard = new Promise<void>((resolve) => {
    socket.once('data', () => resolve());
    socket.once('close', () => resolve());
  });
  socket.write(`${[`GET ${target} HTTP/1.1`, 'Host: localhost', ...lines].join('\r\n')}\r\n\r\n`);
  await heard;
  socket.destroy();
}

const slugs = (await listExercises()).map(({ slug }) => slug);

it.each(slugs)('the solution of %s outlives requests with any target', async (slug) => {
  const { solution } = await loadSubmissions(await loadExercise(slug));
  const home = path.join(folder, slug);
  for (const [name, text] of Object.entries(solution.files)) {
    await mkdir(path.dirname(path.join(home, name)), { recursive: true });
    await writeFile(path.join(home, name), text);
  }
  const port = await freePort();
  const server = spawn(process.execPath, [solution.entry], {
    cwd: home,
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  try {
    for (const target of ODD_TARGETS)
      for (const lines of [['Connection: close'], UPGRADE]) {
        const socket = await connected(port, server);
        expect(socket, `a server before ${target}`).toBeDefined();
        if (socket) await asks(socket, target, lines);
      }
    const last = await connected(port, server);
    expect(last, 'a server in the end').toBeDefined();
    last?.destroy();
  } finally {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  }
});
