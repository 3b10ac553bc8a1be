/**
 * What stands in place of files of Node's library. build/sandbox/node-library.ts reads the quoted ids of `REPLACED`
 * and leaves Node's text of them out of the worker.
 */
import facts from 'duplex:node-facts';
import type { Host } from '../kernel/host.ts';
import type { LibraryRequire, Replacement } from '../kernel/library.ts';
import { unsupportedClass, unsupportedFunction, unsupportedModule } from './unsupported.ts';

const nothing = () => ({});

const REPLACED: Readonly<Record<string, (host: Host, require: LibraryRequire) => unknown>> = {
  'internal/deps/undici/undici': () =>
    Object.fromEntries([
      ['fetch', unsupportedFunction('fetch')],
      ...['FormData', 'Headers', 'Request', 'Response', 'MessageEvent', 'CloseEvent', 'ErrorEvent'].map(refuse),
      ...['EventSource', 'WebSocket'].map(refuse),
    ]),
  'internal/dgram': () => ({ kStateSymbol: Symbol('state symbol') }),
  'internal/worker/io': () => Object.fromEntries(['BroadcastChannel', 'MessageChannel', 'MessagePort'].map(refuse)),
  'internal/worker': () => ({ isMainThread: true, isInternalThread: false, threadId: 0, Worker: refuse('Worker')[1] }),
  'internal/webworker': () => ({ Worker: refuse('Worker')[1] }),
  'internal/wasm_web_api': nothing,
};

function refuse(name: string): [string, unknown] {
  return [name, unsupportedClass(name)];
}

/** All replacements, of this folder and of the modules that only load. */
export function createReplacements(host: Host): Record<string, Replacement> {
  const table: Record<string, Replacement> = {};
  for (const id of Object.keys(facts.shapes)) table[id] = () => unsupportedModule(id);
  for (const [id, make] of Object.entries(REPLACED)) table[id] = (require) => make(host, require);
  return table;
}
