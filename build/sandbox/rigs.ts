/** The rigs, one self-contained CommonJS file each, and the preloads of the `node` runtime. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { type BuildContext, ROOT, type SandboxManifest } from './context.ts';

export type Rigs = Pick<SandboxManifest, 'rigs' | 'preloads'>;

const RIG = path.join(ROOT, 'src/rig');
const COMMON: BuildOptions = {
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  target: 'node26',
  charset: 'utf8',
  // Names stay, for the texts of errors.
  minifyWhitespace: true,
  // Optional native addons of ws: their absence is what it expects.
  external: ['bufferutil', 'utf-8-validate'],
  logLevel: 'error',
};
/** Names the preload in stack traces like a part of Node, which the student did not write either. */
const PRELOAD_NAME = '//# sourceURL=node:internal/duplex';

export async function buildRigs(context: BuildContext): Promise<Rigs> {
  const folder = path.join(context.root, 'graders');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).sort();
  const rigs: Record<string, string> = {
    play: await context.emit('rig/play.cjs', await bundleFile(path.join(RIG, 'main-play.ts'))),
  };
  for (const file of files) {
    const slug = path.basename(file, '.ts');
    rigs[slug] = await context.emit(`rig/${slug}.cjs`, await bundleGrader(path.join(folder, file)));
  }
  return {
    rigs,
    preloads: {
      rig: await context.emit('rig/preload-rig.cjs', await bundlePreload('preload-rig')),
      server: await context.emit('rig/preload-server.cjs', await bundlePreload('preload-server')),
    },
  };
}

/** One rig with the checks of one grader; `file` is absolute and exports them by default. */
export function bundleGrader(file: string): Promise<string> {
  const contents = [
    `import checks from ${JSON.stringify(file)};`,
    `import { runGrader } from ${JSON.stringify(path.join(RIG, 'main-grade.ts'))};`,
    'runGrader(checks);',
  ].join('\n');
  return bundle({ stdin: { contents, resolveDir: path.dirname(file), loader: 'ts' } });
}

export function bundlePreload(name: 'preload-rig' | 'preload-server'): Promise<string> {
  return bundle({ entryPoints: [path.join(RIG, `control/node/${name}.ts`)], footer: { js: PRELOAD_NAME } });
}

export function bundleFile(file: string): Promise<string> {
  return bundle({ entryPoints: [file] });
}

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...COMMON, ...options, write: false });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild gave no output.');
  return file.text;
}
