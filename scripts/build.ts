/** `npm run build`: sandbox, site, precompressed files. Skips what is unchanged. */
import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, sha256 } from '../build/sandbox/context.ts';
import { buildSandbox } from '../build/sandbox/index.ts';
import { compressSite } from './compress.ts';
import { writeNotices } from './notices.ts';

const INPUTS = [
  'src',
  'exercises',
  'build',
  'public',
  'astro.config.mjs',
  'package-lock.json',
  'tsconfig.json',
  'scripts/build.ts',
  'scripts/compress.ts',
  'scripts/notices.ts',
];
const KEY_FILE = path.join(ROOT, 'dist/.key');

/** Builds when an input changed since the last build. @throws Error with what Astro printed above it. */
export async function buildSite(): Promise<void> {
  await step('Building the sandbox', buildSandbox);
  const key = await inputKey();
  if ((await readFile(KEY_FILE, 'utf8').catch(() => '')) === key) return;
  await step('Building the site', async () => {
    const astro = spawnSync('astro', ['build', '--silent'], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
      shell: process.platform === 'win32',
    });
    if (astro.status !== 0) throw new Error('The site could not be built; the message above says why.');
  });
  await writeNotices();
  await step('Compressing', compressSite);
  await writeFile(KEY_FILE, key);
}

async function step(what: string, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`${what} …`);
  await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (process.stderr.isTTY) process.stderr.write(` ${seconds} s\n`);
}

async function inputKey(): Promise<string> {
  const hashes: string[] = [];
  for (const input of INPUTS) {
    const full = path.join(ROOT, input);
    const files = path.extname(input)
      ? [full]
      : (await readdir(full, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.sort()) hashes.push(`${path.relative(ROOT, file)} ${sha256(await readFile(file))}`);
  }
  return sha256(hashes.join('\n'));
}

if (import.meta.main) await buildSite();
