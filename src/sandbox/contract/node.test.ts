import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ROOT } from '../../../build/sandbox/context.ts';
import { buildImages } from '../../../build/sandbox/images.ts';
import { nodeRuntime } from '../node/runtime.ts';
import { imageFrom, type Subject } from './harness.ts';
import { contractSuite } from './suite.ts';

let subject: Subject;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'node-contract-'));
  const images = await buildImages({
    root: ROOT,
    out: folder,
    async emit(name, contents) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), contents);
      return name;
    },
  });
  const manifest = { images, preloads: { rig: '', server: '' } };
  subject = {
    runtime: nodeRuntime({ manifest, sandboxDir: folder, cacheDir: path.join(folder, 'cache') }),
    image: (packages) => imageFrom(images, packages),
    network: 'host',
    realm: 'process',
    rigs: 'not built',
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

contractSuite('node', () => subject);
