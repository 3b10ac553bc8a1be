/**
 * The pinned Node's own JavaScript library, taken out of its binary at build time: nothing of it is committed.
 * Each file is shipped as a raw string and compiled in the worker on first use, so stack frames read as in Node and
 * no bundler renames an identifier.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as acorn from 'acorn';
import type { Plugin } from 'esbuild';
import { requirePinnedNode } from '../node-version.ts';
import { ROOT } from './context.ts';

const FACTS_SCRIPT = path.join(ROOT, 'build/sandbox/node-facts.cjs');

/** Public modules that load in the sandbox but refuse to work: see library/unsupported.ts. */
const UNSUPPORTED = [
  '_tls_common',
  '_tls_wrap',
  'cluster',
  'dgram',
  'domain',
  'http2',
  'https',
  'inspector',
  'inspector/promises',
  'ffi',
  'sea',
  'sqlite',
  'test',
  'test/reporters',
  'repl',
  'tls',
  'trace_events',
  'v8',
  'vm',
  'wasi',
  'worker_threads',
];

/** Folders of Node's library that nothing in the sandbox reaches. */
const LEFT_OUT = [
  /^(bench|dtls|ffi|quic|sea|sqlite|test|vfs)(\/|$)/,
  /^(stream|zlib)\/iter$/,
  /^internal\/streams\/iter\/(?!types$|classic$)/,
  /^internal\/(bench_runner|bootstrap\/shadow_realm|cluster|debugger|deps\/(?!undici\/undici$)|dgram|dtls|ffi|http2|inspector|locks)/,
  /^internal\/(heap_utils|main\/(?!run_main_module)|policy|quic|repl(?!\/history)|test|test_runner|tls|v8_prof|vfs|wasm_web_api|watch_mode)/,
  /^internal\/(watchdog|webstorage|webworker|worker\.js|zip)/,
  /^internal\/crypto\//,
];

interface Facts {
  readonly sources: Readonly<Record<string, string>>;
  readonly builtinIds: readonly string[];
  readonly [name: string]: unknown;
}

export interface NodeLibrary {
  /** Source by id, comments blanked; lines and columns are those of Node. */
  readonly sources: Readonly<Record<string, string>>;
  /** The plain data of Node's bindings: constants, options, error numbers, versions. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** @throws Error when this is not the pinned Node. */
export async function readNodeLibrary(): Promise<NodeLibrary> {
  requirePinnedNode();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-internals', '--no-warnings', FACTS_SCRIPT, ...UNSUPPORTED],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const { sources: all, ...facts } = JSON.parse(stdout) as Facts;
  const replaced = await replacedIds();
  const sources: Record<string, string> = {};
  for (const [id, source] of Object.entries(all)) {
    if (UNSUPPORTED.includes(id) || replaced.has(id) || LEFT_OUT.some((pattern) => pattern.test(id))) continue;
    sources[id] = blankComments(source);
  }
  return { sources, facts };
}

/** Ids that `library/` replaces: quoted keys of its tables. Their Node sources need not be shipped. */
async function replacedIds(): Promise<ReadonlySet<string>> {
  const index = await readFile(path.join(ROOT, 'src/sandbox/embedded/library/index.ts'), 'utf8');
  return new Set([...index.matchAll(/^ {2}'?([\w/]+)'?: /gm)].map((match) => match[1] ?? ''));
}

/** Blanks comments and keeps line ends and columns, so that positions stay those of Node's files. */
export function blankComments(source: string): string {
  const comments: [start: number, end: number][] = [];
  acorn.parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: false,
    onComment: (_block, _text, start, end) => comments.push([start, end]),
  });
  let text = '';
  let from = 0;
  for (const [start, end] of comments) {
    const comment = source.slice(start, end);
    // An uncaught error shows its line: `throw er; // Unhandled 'error' event`.
    if (/^[ \t]*throw [^\n]*$/.test(source.slice(source.lastIndexOf('\n', start) + 1, start))) continue;
    text += source.slice(from, start) + (/\n/.test(comment) ? comment.replace(/[^\n]/g, '') : ' '.repeat(end - start));
    from = end;
  }
  return (text + source.slice(from)).replace(/[ \t]+$/gm, '');
}

/** Gives the worker's bundle `duplex:node-sources` and `duplex:node-facts`. */
export function nodeLibraryPlugin(library: NodeLibrary): Plugin {
  return {
    name: 'node-library',
    setup(build) {
      build.onResolve({ filter: /^duplex:node-/ }, ({ path: id }) => ({ path: id, namespace: 'node-library' }));
      build.onLoad({ filter: /.*/, namespace: 'node-library' }, ({ path: id }) => ({
        contents: JSON.stringify(id === 'duplex:node-sources' ? library.sources : library.facts),
        loader: 'json',
      }));
    },
  };
}
