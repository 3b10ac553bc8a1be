/** The frame's inline bootstrap and the CSP source that allows it. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';
import { type BuildContext, ROOT, type SandboxManifest } from './context.ts';

/** @returns the script, as it stands between the tags. */
export async function bundleFrame(): Promise<string> {
  const result = await build({
    entryPoints: [path.join(ROOT, 'src/sandbox/embedded/frame/bootstrap.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    charset: 'ascii',
    logLevel: 'error',
  });
  const script = result.outputFiles[0]?.text.trim();
  if (!script) throw new Error('esbuild made no frame script');
  // Inside a document the text would end here, and its hash would be another.
  if (/<\/script|<!--|\r/i.test(script)) throw new Error('The frame script holds text that ends a script element.');
  return script;
}

/** The CSP source of an inline script. */
export function inlineSource(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

export async function buildFrame(context: BuildContext): Promise<SandboxManifest['frame']> {
  const script = await bundleFrame();
  return { script: await context.emit('frame.js', script), csp: inlineSource(script) };
}
