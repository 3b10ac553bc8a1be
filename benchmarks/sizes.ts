/** What a learner's browser fetches of the sandbox, in Brotli at best quality. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { OUT } from '../build/sandbox/context.ts';
import { buildSandbox } from '../build/sandbox/index.ts';

/** Bytes. */
export interface Sizes {
  /** The kernel, Node's library for it, and the frame's script. */
  readonly runtime: number;
  readonly wsImage: number;
  /** Both: what the first Run of a `ws` server needs, beside the rig. */
  readonly firstRun: number;
}

/** What `firstRun` should be, bytes. */
export const FIRST_RUN_LIMIT = 260 * 1024;

export async function sizes(): Promise<Sizes> {
  const { worker, frame, images } = await buildSandbox();
  const image = images['ws'];
  if (!image) throw new Error('There is no image "ws".');
  const [runtime, wsImage] = [(await size(worker)) + (await size(frame.script)), await size(image.file)];
  return { runtime, wsImage, firstRun: runtime + wsImage };
}

async function size(file: string): Promise<number> {
  const bytes = await readFile(path.join(OUT, file));
  const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return (await promisify(brotliCompress)(bytes, { params: best })).length;
}
