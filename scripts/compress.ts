/** Writes a `.br` and a `.gz` beside every file of the built site that gains by it. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { ROOT } from '../build/sandbox/context.ts';

const TEXT = /\.(html|js|cjs|mjs|css|json|svg|txt|xml|bin|map)$/;
/** Above this the best quality takes seconds a file for little gain, bytes. */
const LARGE = 1_000_000;
/** What every learner waits for is worth them. */
const AWAITED = /[\\/]_sandbox[\\/]worker\./;

export async function compressSite(): Promise<void> {
  const entries = await readdir(path.join(ROOT, 'dist'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && TEXT.test(entry.name));
  await Promise.all(files.map((entry) => compress(path.join(entry.parentPath, entry.name))));
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < 512) return;
  const quality = bytes.length > LARGE && !AWAITED.test(file) ? 9 : constants.BROTLI_MAX_QUALITY;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  if (br.length < bytes.length) await writeFile(`${file}.br`, br);
  if (gz.length < bytes.length) await writeFile(`${file}.gz`, gz);
}
