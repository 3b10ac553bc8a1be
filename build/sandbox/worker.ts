/** The worker: kernel, bindings, loaders and Node's library in one script, made from `src/sandbox/embedded/worker.ts`. */
import path from 'node:path';
import { build } from 'esbuild';
import { type BuildContext, ROOT } from './context.ts';
import { llhttpPlugin } from './llhttp.ts';
import { nodeLibraryPlugin, readNodeLibrary } from './node-library.ts';

export const WORKER_ENTRY = path.join(ROOT, 'src/sandbox/embedded/worker.ts');
const BROWSER_GLOBALS = path.join(ROOT, 'src/sandbox/embedded/kernel/browser-globals.ts');

/** @returns the script's text. Identifiers keep their names: a learner's stack traces and `inspect` output show them. */
export async function bundleWorker(): Promise<string> {
  const library = await readNodeLibrary();
  const result = await build({
    entryPoints: [WORKER_ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'esnext',
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: false,
    inject: [BROWSER_GLOBALS],
    loader: { '.wasm': 'binary' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
    plugins: [nodeLibraryPlugin(library), llhttpPlugin()],
  });
  const [script] = result.outputFiles;
  if (!script) throw new Error('esbuild made no worker script');
  return script.text;
}

/** @returns the file name relative to `context.out`. */
export async function buildWorker(context: BuildContext): Promise<string> {
  return context.emit('worker.js', await bundleWorker());
}
