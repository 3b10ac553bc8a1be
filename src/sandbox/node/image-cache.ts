/** Images unpacked on disk, once for each hash and for all processes of this machine that use the same cache. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { imageFile, unpackImage } from '../image.ts';
import { type Image, SandboxError } from '../runtime.ts';

/**
 * @returns the real path of the image's `node_modules` folder
 * @throws SandboxError SANDBOX_ASSET when the archive cannot be read
 */
export async function unpackedImage(image: Image, archive: string, cacheDir: string): Promise<string> {
  const folder = path.join(cacheDir, image.hash);
  if (!(await exists(folder))) await unpack(archive, folder);
  return path.join(await realpath(folder), 'node_modules');
}

async function unpack(archive: string, folder: string): Promise<void> {
  const files = await readArchive(archive);
  // Others see the folder whole or not at all: it is filled beside and moved into place.
  const beside = `${folder}.${randomUUID()}`;
  await mkdir(path.join(beside, 'node_modules'), { recursive: true });
  try {
    const folders = new Set(Object.keys(files.index).map((file) => path.join(beside, path.posix.dirname(file))));
    for (const it of folders) await mkdir(it, { recursive: true });
    for (const file of Object.keys(files.index)) {
      await writeFile(path.join(beside, file), imageFile(files, file) ?? '');
    }
    await rename(beside, folder);
  } catch (cause) {
    await rm(beside, { recursive: true, force: true });
    // Another process was faster: its folder is as good.
    if (!(await exists(folder))) throw cause;
  }
}

async function readArchive(archive: string) {
  try {
    const bytes = await readFile(archive);
    return unpackImage(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  } catch (cause) {
    throw new SandboxError(
      'SANDBOX_ASSET',
      `${archive} cannot be read. Build the sandbox again: npm run build:sandbox.`,
      {
        cause,
      },
    );
  }
}

async function exists(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined)) !== undefined;
}
