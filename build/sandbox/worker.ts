/** The worker: kernel, bindings and loaders in one script, made from `src/sandbox/embedded/worker.ts`, and Node's library. */
import path from 'node:path';
import { build } from 'esbuild';
import { packWorker } from '../../src/sandbox/embedded/worker-file.ts';
import { type BuildContext, ROOT } from './context.ts';
import { llhttpPlugin } from './llhttp.ts';
import { joinSources, nodeLibraryPlugin, readNodeLibrary } from './node-library.ts';

export const WORKER_ENTRY = path.join(ROOT, 'src/sandbox/embedded/worker.ts');
const BROWSER_GLOBALS = path.join(ROOT, 'src/sandbox/embedded/kernel/browser-globals.ts');

/** The script's identifiers keep their names: a learner's stack traces and `inspect` output show them. */
export async function bundleWorker(): Promise<{ readonly script: string; readonly library: string }> {
  const library = await readNodeLibrary();
  const { text, index } = joinSources(library);
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
    plugins: [nodeLibraryPlugin(library.facts, index), llhttpPlugin()],
  });
  const [script] = result.outputFiles;
  if (!script) throw new Error('esbuild made no worker script');
  return { script: compiledAtOnce(script.text), library: text };
}

/**
 * V8 compiles a function at once that stands in parentheses and is about to be called, but no arrow function: it would
 * read the whole script twice, each time a worker starts.
 */
function compiledAtOnce(script: string): string {
  const head = '"use strict";(()=>{';
  if (!script.startsWith(head)) throw new Error('The worker script does not begin as esbuild used to make it.');
  return `"use strict";(function(){${script.slice(head.length)}`;
}

/** @returns the file name relative to `context.out`. */
export async function buildWorker(context: BuildContext): Promise<string> {
  const { script, library } = await bundleWorker();
  return context.emit('worker.js', packWorker(script, library));
}
