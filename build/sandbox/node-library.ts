/**
 * The pinned Node's own JavaScript library, taken out of its binary at build time: nothing of it is committed.
 * Each file is shipped as it stands and compiled in the worker on first use, so stack frames read as in Node and
 * no bundler renames an identifier.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as acorn from 'acorn';
import { type Plugin, transform } from 'esbuild';
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

/** What the servers of the course use. */
const COMMON_MODULES = ['assert', 'crypto', 'events', 'http', 'net', 'timers/promises', 'url', 'util', 'zlib'];

/** Files that boot a process, which no list of loaded modules names. */
const BOOT_FILES = [
  'internal/per_context/primordials',
  'internal/per_context/domexception',
  'internal/per_context/messageport',
  'internal/bootstrap/realm',
  'internal/bootstrap/node',
  'internal/bootstrap/web/exposed-wildcard',
  'internal/bootstrap/web/exposed-window-or-worker',
  'internal/bootstrap/switches/does_own_process_state',
  'internal/bootstrap/switches/is_main_thread',
  'internal/main/run_main_module',
];

interface Facts {
  readonly sources: Readonly<Record<string, string>>;
  readonly builtinIds: readonly string[];
  readonly [name: string]: unknown;
}

export interface NodeLibrary {
  /** Source by id, comments blanked; lines and columns are those of Node. */
  readonly sources: Readonly<Record<string, string>>;
  /** Ids of the files that most programs need. */
  readonly common: ReadonlySet<string>;
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
    if (USING.test(sources[id])) sources[`lowered:${id}`] = await withoutUsing(sources[id]);
  }
  return { sources, common: await commonIds(), facts };
}

/** A declaration of explicit resource management, which WebKit cannot read yet. */
const USING = /^\s*(?:await )?using \w/m;

async function withoutUsing(source: string): Promise<string> {
  const { code } = await transform(source, { target: 'esnext', supported: { using: false }, loader: 'js' });
  return code;
}

/** What the modules of a common server load on this Node. @returns ids */
async function commonIds(): Promise<ReadonlySet<string>> {
  const script = `for (const id of ${JSON.stringify(COMMON_MODULES)}) process.getBuiltinModule(id);
    console.log(JSON.stringify(process.moduleLoadList));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const loaded = (JSON.parse(stdout) as string[]).map((entry) => /^NativeModule (.*)$/.exec(entry)?.[1] ?? '');
  return new Set([...loaded, ...BOOT_FILES]);
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

/** Where each file stands in the joined text: see `duplex:node-index` in node-modules.d.ts. */
export interface SourceIndex {
  readonly files: Readonly<Record<string, readonly [start: number, end: number]>>;
  readonly common: number;
}

/** All sources in one text, those that most programs need before the others. */
export function joinSources({ sources, common }: NodeLibrary): { readonly text: string; readonly index: SourceIndex } {
  // A text of ASCII alone has the same places in bytes and in characters.
  const isCommon = (id: string) => common.has(id) && /^[\0-\x7f]*$/.test(sources[id] ?? '');
  const ids = Object.keys(sources);
  const first = ids.filter(isCommon);
  const files: Record<string, readonly [number, number]> = {};
  let text = '';
  let at = 0;
  for (const id of [...first, ...ids.filter((id) => !isCommon(id))]) {
    const source = sources[id] ?? '';
    files[id] = [at, at + Buffer.byteLength(source)];
    at += Buffer.byteLength(source);
    text += source;
  }
  return { text, index: { files, common: files[first.at(-1) ?? '']?.[1] ?? 0 } };
}

/** Gives the worker's bundle `duplex:node-index` and `duplex:node-facts`. */
export function nodeLibraryPlugin(facts: NodeLibrary['facts'], index: SourceIndex): Plugin {
  return {
    name: 'node-library',
    setup(build) {
      build.onResolve({ filter: /^duplex:node-/ }, ({ path: id }) => ({ path: id, namespace: 'node-library' }));
      build.onLoad({ filter: /.*/, namespace: 'node-library' }, ({ path: id }) => ({
        contents: JSON.stringify(id === 'duplex:node-index' ? index : facts),
        loader: 'json',
      }));
    },
  };
}
