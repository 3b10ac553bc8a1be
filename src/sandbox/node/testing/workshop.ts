/** What the node runtime needs, built into a folder of the test's own: no test waits for the whole build of the sandbox. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../../../build/sandbox/context.ts';
import { buildImages } from '../../../../build/sandbox/images.ts';
import { bundlePreload } from '../../../../build/sandbox/rigs.ts';
import { imageName } from '../../image.ts';
import type { Image, Runtime } from '../../runtime.ts';
import { nodeRuntime } from '../runtime.ts';

export interface NodeWorkshop {
  readonly runtime: Runtime;
  /** The image of these packages, which some exercise or the contract suite must name. */
  image(packages: readonly string[]): Image;
}

export async function nodeWorkshop(folder: string): Promise<NodeWorkshop> {
  const emit = async (name: string, contents: string | Uint8Array) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), contents);
    return name;
  };
  const images = await buildImages({ root: ROOT, out: folder, emit });
  const preloads = {
    rig: await emit('preload-rig.cjs', await bundlePreload('preload-rig')),
    server: await emit('preload-server.cjs', await bundlePreload('preload-server')),
  };
  return {
    runtime: nodeRuntime({ manifest: { images, preloads }, sandboxDir: folder, cacheDir: path.join(folder, 'cache') }),
    image(packages) {
      const name = imageName(packages);
      const image = images[name];
      if (!image) throw new Error(`No image ${name} was built.`);
      return { name, hash: image.hash };
    },
  };
}
