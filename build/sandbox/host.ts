/** The bare page's script for the command line. */
import path from 'node:path';
import { build } from 'esbuild';
import { type BuildContext, ROOT } from './context.ts';

export async function bundleHost(): Promise<string> {
  const result = await build({
    entryPoints: [path.join(ROOT, 'src/sandbox/embedded/host/page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
  });
  const script = result.outputFiles[0]?.text;
  if (!script) throw new Error('esbuild made no host script');
  return script;
}

export async function buildHost(context: BuildContext): Promise<string> {
  return context.emit('host.js', await bundleHost());
}
