import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packImage } from '../image.ts';
import type { Runtime } from '../runtime.ts';
import { claimPorts } from './ports.ts';
import { nodeRuntime } from './runtime.ts';

const IMAGE = { name: 'tiny', hash: 'abc' };
const REPORT = `
  import { writeFileSync } from 'node:fs';
  import tiny from 'tiny';
  writeFileSync(new URL('left.txt', import.meta.url), 'x');
  console.log(tiny, import.meta.dirname);
`;

let folder: string;
let runtime: Runtime;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'node-runtime-'));
  const archive = packImage({
    '/node_modules/tiny/package.json': new TextEncoder().encode('{"name":"tiny","main":"main.js"}'),
    '/node_modules/tiny/main.js': new TextEncoder().encode('module.exports = "tiny";'),
  });
  await writeFile(path.join(folder, 'tiny.bin'), archive);
  const manifest = {
    images: { tiny: { file: 'tiny.bin', hash: 'abc' }, lost: { file: 'lost.bin', hash: 'def' } },
    preloads: { rig: 'preload.mjs', server: 'server.mjs' },
  };
  runtime = nodeRuntime({ manifest, sandboxDir: folder, cacheDir: path.join(folder, 'cache') });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function textOf(output: ReadableStream<{ text: string }>): Promise<string> {
  let text = '';
  for await (const piece of output) text += piece.text;
  return text;
}

describe('the node runtime', () => {
  it('leaves nothing behind in the temporary folder', async () => {
    const sandbox = await runtime.boot(IMAGE, new AbortController().signal);
    await sandbox.write({ '/app/main.mjs': REPORT });
    const process = await sandbox.spawn({ entry: '/app/main.mjs' });
    const [name, where = ''] = (await textOf(process.output)).trim().split(' ');
    const sandboxFolder = path.basename(path.dirname(path.dirname(where)));
    expect(name).toBe('tiny');
    expect(await readdir(tmpdir())).toContain(sandboxFolder);
    await sandbox[Symbol.asyncDispose]();
    expect(await readdir(tmpdir())).not.toContain(sandboxFolder);
  });

  it('leaves nothing behind when it is disposed while a program starts', async () => {
    const sandbox = await runtime.boot(IMAGE, new AbortController().signal);
    await sandbox.write({ '/app/main.mjs': REPORT });
    const spawning = sandbox.spawn({ entry: '/app/main.mjs' });
    await Promise.all([
      expect(spawning).rejects.toMatchObject({ code: 'SANDBOX_DISPOSED' }),
      sandbox[Symbol.asyncDispose](),
    ]);
  });

  it('unpacks an image once, even when several boot at once', async () => {
    const { signal } = new AbortController();
    const sandboxes = await Promise.all([1, 2, 3].map(() => runtime.boot(IMAGE, signal)));
    expect(await readdir(path.join(folder, 'cache'))).toEqual(['abc']);
    for (const sandbox of sandboxes) await sandbox[Symbol.asyncDispose]();
  });

  it('says how to mend it when an image is lost, or was built anew', async () => {
    const { signal } = new AbortController();
    await expect(runtime.boot({ name: 'lost', hash: 'def' }, signal)).rejects.toMatchObject({
      code: 'SANDBOX_ASSET',
      message: expect.stringContaining('npm run build:sandbox'),
    });
    await expect(runtime.boot({ name: 'tiny', hash: 'old' }, signal)).rejects.toMatchObject({ code: 'SANDBOX_ASSET' });
  });

  it('starts a program with a control variable as a rig, with a block of ports of its own', async () => {
    await writeFile(path.join(folder, 'preload.mjs'), 'globalThis.preloaded = true;');
    const sandboxes = await Promise.all([1, 2].map(() => runtime.boot(IMAGE, new AbortController().signal)));
    const ports = await Promise.all(
      sandboxes.map(async (sandbox) => {
        await sandbox.write({
          '/app/server.ts': '',
          '/duplex/rig.cjs': `
            const { readdirSync } = require('node:fs');
            const { app, modules, scratch, preload, ports } = JSON.parse(process.env.DUPLEX_NODE);
            console.log(JSON.stringify({ preloaded, files: [app, modules, scratch].map((it) => readdirSync(it)), preload, ports }));
          `,
        });
        const rig = await sandbox.spawn({ entry: '/duplex/rig.cjs', env: { DUPLEX_CONTROL: '{}' } });
        const told = JSON.parse(await textOf(rig.output));
        expect(told).toMatchObject({
          preloaded: true,
          files: [['server.ts'], ['tiny'], []],
          preload: path.join(folder, 'server.mjs'),
        });
        expect(told.ports.last).toBeLessThan(32_768);
        return told.ports.first as number;
      }),
    );
    expect(new Set(ports).size).toBe(2);
    for (const sandbox of sandboxes) await sandbox[Symbol.asyncDispose]();
  });

  it('refuses paths that leave the sandbox', async () => {
    const sandbox = await runtime.boot(IMAGE, new AbortController().signal);
    await mkdir(path.join(folder, 'outside'));
    await expect(sandbox.write({ '/app/../../outside/a': '' })).rejects.toMatchObject({ code: 'SANDBOX_NO_SUCH_FILE' });
    await expect(sandbox.write({ 'relative.js': '' })).rejects.toThrow(/absolute/);
    await sandbox[Symbol.asyncDispose]();
  });
});

describe('blocks of ports', () => {
  it('never overlap', async () => {
    const first = await claimPorts();
    const second = await claimPorts();
    expect(second.first).toBeGreaterThan(first.last);
    await first.release();
    await first.release();
    await second.release();
  });
});
